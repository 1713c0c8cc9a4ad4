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
    private string? _anchor;
    private bool _isResumed;
    private int _toPassOver;
    private bool _hasFirst;

    /// <summary>The place of the last item, where the trailers told its id.</summary>
    public string? EndedAt { get; private set; }

    /// <summary>Waits until the server has begun: with the headers that name a place, or else with an item.</summary>
    /// <exception cref="A2AException">The agent refused, or what answered is no agent.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            _anchor = (await call.ResponseHeadersAsync).GetValue(GrpcPlace.Key);
        }
        catch (RpcException e)
        {
            throw failures.Of(e, cancellationToken);
        }

        if (asked is { } place && place.AnchorEventId == _anchor)
        {
            _isResumed = true;
            _toPassOver = place.EventsBehind;
        }

        if (_anchor is null)
        {
            _hasFirst = await MoveAsync(cancellationToken); // a refusal has headers, too
        }
    }

    public async IAsyncEnumerable<StreamedAnswer<T>> ReadAsync<T>(
        Func<Answer, T> convert, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var behind = 0;
        var isFirst = true;
        var hasItem = _anchor is null ? _hasFirst : await MoveAsync(cancellationToken);
        for (; hasItem; hasItem = await MoveAsync(cancellationToken))
        {
            if (_toPassOver > 0)
            {
                _toPassOver--;
                behind++;
                continue;
            }

            var answer = read(call.ResponseStream.Current);
            // The task with which a new stream begins is no event: it is how things are at the place.
            behind += isFirst && !_isResumed && answer.Find("task") is not null ? 0 : 1;
            isFirst = false;
            yield return new(_anchor is null ? null : new GrpcPlace(_anchor, behind).ToString(), null, convert(answer));
        }
    }

    public void Dispose() => call.Dispose();

    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_longestSilence, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            var hasItem = await call.ResponseStream.MoveNext(either.Token);
            EndedAt = hasItem ? null : PlaceOf(call.GetTrailers());
            return hasItem;
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested && silence.IsCancellationRequested)
        {
            throw new StreamSilentException($"The stream was silent for {_longestSilence}.", e);
        }
        catch (RpcException e)
        {
            EndedAt = PlaceOf(e.Trailers);
            throw failures.Of(e, cancellationToken);
        }
    }

    /// <summary>The place that the trailers name. What was still to pass over when the stream ended lies behind it.</summary>
    private string? PlaceOf(Metadata trailers) =>
        trailers.GetValue(GrpcPlace.Key) is { } id ? new GrpcPlace(id, _toPassOver).ToString() : null;
}
