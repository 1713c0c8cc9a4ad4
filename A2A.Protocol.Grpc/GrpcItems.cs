using System.Runtime.CompilerServices;
using A2A.Protocol.Client;
using A2A.Protocol.Client.Wire;
using Grpc.Core;

namespace A2A.Protocol.Grpc;

/// <summary>The items of one stream, each with its place in the task's log, where the server names places.</summary>
/// <remarks>
/// The headers name the place behind which the events lie. A stream that is taken up goes on behind a place that was named before: the
/// events that have come since are passed over.
/// </remarks>
internal sealed class GrpcItems(
    AsyncServerStreamingCall<byte[]> call,
    GrpcPlace? asked,
    Func<byte[], Answer> read,
    GrpcFailures failures,
    A2AClientOptions options) : IDisposable
{
    private readonly TimeSpan _longestSilence = options.Streams.LongestSilence;
    private string? _named;
    private bool? _hasFirst;

    /// <summary>The place of the last item, where the trailers told it.</summary>
    public string? EndedAt { get; private set; }

    private bool IsResumed => asked is not null && asked.Value.Named == _named;

    /// <summary>Waits until the server has begun: with the headers that name a place, or else with an item.</summary>
    /// <exception cref="A2AException">The agent refused, or what answered is no agent.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            _named = (await call.ResponseHeadersAsync).GetValue(GrpcPlace.Key);
        }
        catch (RpcException e)
        {
            throw failures.Of(e, cancellationToken);
        }

        // A refusal has headers, too, and they name none.
        _hasFirst = _named is null ? await MoveAsync(cancellationToken) : null;
    }

    public async IAsyncEnumerable<StreamedAnswer<T>> ReadAsync<T>(
        Func<Answer, T> convert, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passed = IsResumed ? asked!.Value.Behind : 0; // it is there
        var behind = 0;
        for (var isFirst = true; _hasFirst ?? await MoveAsync(cancellationToken); isFirst = false)
        {
            _hasFirst = null;
            if (IsResumed && behind < passed)
            {
                behind++;
                continue;
            }

            var answer = read(call.ResponseStream.Current);
            // The task with which a new stream begins is no event: it is how things are at the place.
            behind += isFirst && !IsResumed && answer.Find("task") is not null ? 0 : 1;
            yield return new(_named is null ? null : new GrpcPlace(_named, behind).ToString(), null, convert(answer));
        }
    }

    public void Dispose() => call.Dispose();

    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_longestSilence, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await call.ResponseStream.MoveNext(either.Token);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested && silence.IsCancellationRequested)
        {
            throw new StreamSilentException($"The stream was silent for {_longestSilence}.", e);
        }
        catch (RpcException e)
        {
            EndedAt = e.Trailers.GetValue(GrpcPlace.Key) is { } place ? new GrpcPlace(place, 0).ToString() : null;
            throw failures.Of(e, cancellationToken);
        }
    }
}
