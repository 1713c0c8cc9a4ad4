using A2A.Protocol.Grpc;
using A2A.Server.Diagnostics;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using Grpc.Core;
using Lf.A2a.V1;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace A2A.Server.Grpc;

/// <summary>Sends the items of a stream as they come. Pings of HTTP/2 keep it open in silence.</summary>
/// <remarks>
/// An item of gRPC has no id. The headers name the place in the log behind which the events of this stream lie, and the trailers the
/// place of the last one: a client that sends either as <c>last-event-id</c> gets what follows.
/// </remarks>
internal sealed partial class GrpcStream(
    IHostApplicationLifetime lifetime,
    IOptions<HttpOptions> options,
    GrpcErrors errors,
    TimeProvider time,
    ILogger<GrpcStream> logger)
{
    private readonly TimeSpan _slowReader = options.Value.SlowReader;

    /// <exception cref="RpcException">The stream ends with an error, or because the server stops.</exception>
    public async Task WriteAsync(ServerCallContext call, IAsyncEnumerable<ReplyItem> items, IServerStreamWriter<StreamResponse> writer)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, lifetime.ApplicationStopping);
        // That of another method was not read, and says nothing of its stream.
        var last = call.Method.EndsWith(nameof(A2AService.A2AServiceBase.SubscribeToTask), StringComparison.Ordinal)
            && call.GetHttpContext().Request.Headers[GrpcPlace.Key].ToString() is { Length: > 0 } place ? place : null;
        AgentTelemetry.OpenStreams.Add(1);
        try
        {
            await BeginAsync(call, last);
            await foreach (var item in items.WithCancellation(end.Token))
            {
                if (item.Error is { } error)
                {
                    throw errors.Refuse(error);
                }

                if (last is null)
                {
                    await BeginAsync(call, item.Cursor?.Value);
                }

                await SendAsync(call, writer, ProtobufJson.Read<StreamResponse>(item.Json.Span));
                last = item.Cursor?.Value ?? last;
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw errors.Refuse(A2AError.Stopping);
        }
        finally
        {
            AgentTelemetry.OpenStreams.Add(-1);
            if (last is not null)
            {
                call.ResponseTrailers.Add(GrpcPlace.Key, last);
            }
        }
    }

    /// <summary>Sends the headers, at once where the place is known.</summary>
    private static Task BeginAsync(ServerCallContext call, string? place) =>
        place is null ? Task.CompletedTask : call.WriteResponseHeadersAsync(new Metadata { { GrpcPlace.Key, place } });

    private async Task SendAsync(ServerCallContext call, IServerStreamWriter<StreamResponse> writer, StreamResponse item)
    {
        var sent = writer.WriteAsync(item);
        try
        {
            await sent.WaitAsync(_slowReader, time, CancellationToken.None); // the abort of the call ends the write
        }
        catch (TimeoutException) when (!sent.IsCompleted)
        {
            LogSlow(call.Method, _slowReader);
            call.GetHttpContext().Abort();
            await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new RpcException(new Status(StatusCode.Cancelled, "The client does not read."));
        }
        catch (TimeoutException)
        {
            await sent; // it went, or failed, while its time ran out
        }
    }

    [LoggerMessage(
        EventId = 802, EventName = "GrpcStreamReaderSlow", Level = LogLevel.Information,
        Message = "The stream of {Method} is closed: its caller took nothing for {Limit}")]
    private partial void LogSlow(string method, TimeSpan limit);
}
