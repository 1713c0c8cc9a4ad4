using A2A.Server.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Sse;

/// <summary>Writes server-sent events as they come, with comments in silence so that no proxy on the way closes the connection.</summary>
/// <remarks>
/// Ends early when the caller leaves or reads too slowly, or the server stops; nothing is lost then, because the caller
/// resumes with <c>Last-Event-ID</c>, at this replica or another.
/// </remarks>
internal sealed partial class EventStream(
    IHostApplicationLifetime lifetime, IOptions<HttpOptions> options, TimeProvider time, ILogger<EventStream> logger)
{
    private readonly TimeSpan _heartbeat = options.Value.Heartbeat;
    private readonly TimeSpan _slowReader = options.Value.SlowReader;

    /// <param name="context">The request; its answer's headers leave at once, even if no event comes.</param>
    /// <param name="events">What is sent.</param>
    /// <param name="failure">What is sent last when the events break off by an error.</param>
    /// <param name="idApart">
    /// Whether the data leaves before the id: clients of 0.3 are in use that take all of a chunk after <c>data: </c> for JSON.
    /// </param>
    public async Task WriteAsync(HttpContext context, IAsyncEnumerable<SseEvent> events, SseEvent failure, bool idApart)
    {
        Prepare(context);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        AgentTelemetry.OpenStreams.Add(1);
        try
        {
            await CopyAsync(events, context, idApart, end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The caller left or was too slow, or the server stops.
        }
        catch (Exception e)
        {
            LogBroken(context.Request.Path, e);
            await SendAsync(context, failure.ToBytes(), context.RequestAborted);
        }
        finally
        {
            AgentTelemetry.OpenStreams.Add(-1);
        }
    }

    private async Task CopyAsync(IAsyncEnumerable<SseEvent> events, HttpContext context, bool idApart, CancellationTokenSource end)
    {
        await using var reader = events.GetAsyncEnumerator(end.Token);
        var next = reader.MoveNextAsync().AsTask();
        try
        {
            if (!next.IsCompleted)
            {
                await context.Response.Body.FlushAsync(end.Token); // the headers
            }

            while (await ArrivedAsync(next, context, end.Token))
            {
                await SendAsync(context, reader.Current, idApart, end.Token);
                next = reader.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A reader must not be disposed of while it waits.
            await end.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ArrivedAsync(Task<bool> next, HttpContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ((Task)next).WaitAsync(_heartbeat, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompleted)
            {
                return await next;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await SendAsync(context, SseEvent.Heartbeat, cancellationToken);
        }
    }

    private async Task SendAsync(HttpContext context, SseEvent item, bool idApart, CancellationToken cancellationToken)
    {
        if (idApart && item.Id is not null)
        {
            await SendAsync(context, item.DataLine(), cancellationToken);
            await SendAsync(context, item.Rest(), cancellationToken);
        }
        else
        {
            await SendAsync(context, item.ToBytes(), cancellationToken);
        }
    }

    private async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var sent = WriteAndFlushAsync(context.Response.Body, bytes, cancellationToken);
        try
        {
            await sent.WaitAsync(_slowReader, time, CancellationToken.None); // the write itself is canceled
        }
        catch (TimeoutException) when (!sent.IsCompleted)
        {
            string path = context.Request.Path;
            LogSlow(path, _slowReader);
            context.Abort();
            await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new OperationCanceledException();
        }
        catch (TimeoutException)
        {
            await sent; // it went, or failed, while its time ran out
        }
    }

    private static async Task WriteAndFlushAsync(Stream body, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await body.WriteAsync(bytes, cancellationToken);
        await body.FlushAsync(cancellationToken);
    }

    private static void Prepare(HttpContext context)
    {
        context.Response.ContentType = MediaTypes.Events;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would collect the events
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    [LoggerMessage(
        EventId = 404, EventName = "StreamReaderSlow", Level = LogLevel.Information,
        Message = "The stream at {Path} is closed: its caller took nothing for {Limit}")]
    private partial void LogSlow(string path, TimeSpan limit);

    [LoggerMessage(EventId = 405, EventName = "StreamBrokeOff", Level = LogLevel.Error, Message = "The stream at {Path} broke off")]
    private partial void LogBroken(string path, Exception exception);
}
