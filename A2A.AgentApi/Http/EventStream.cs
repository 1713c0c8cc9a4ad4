using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http;

/// <summary>Writes server-sent events as they come, with comments in silence so that nobody on the way hangs up.</summary>
/// <remarks>
/// Ends early when the caller leaves or the server stops; nothing is lost then, because the caller resumes with
/// <c>Last-Event-ID</c>, at this replica or another.
/// </remarks>
internal sealed partial class EventStream(
    IHostApplicationLifetime lifetime, IOptions<HttpOptions> options, TimeProvider time, ILogger<EventStream> logger)
{
    private readonly TimeSpan _heartbeat = options.Value.Heartbeat;

    /// <param name="failure">What is sent last when the events break off by an error.</param>
    public async Task WriteAsync(HttpContext context, IAsyncEnumerable<SseEvent> events, SseEvent failure)
    {
        Prepare(context);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await CopyAsync(events, context.Response, end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The caller left, or the server stops.
        }
        catch (Exception e)
        {
            LogBroken(context.Request.Path, e);
            await SendAsync(context.Response, failure, context.RequestAborted);
        }
    }

    private async Task CopyAsync(IAsyncEnumerable<SseEvent> events, HttpResponse response, CancellationTokenSource end)
    {
        await using var reader = events.GetAsyncEnumerator(end.Token);
        var next = reader.MoveNextAsync().AsTask();
        try
        {
            while (await ArrivedAsync(next, response, end.Token))
            {
                await SendAsync(response, reader.Current, end.Token);
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

    private async Task<bool> ArrivedAsync(Task<bool> next, HttpResponse response, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(_heartbeat, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                if (next.IsCompleted)
                {
                    return await next; // it came, or failed, while its time ran out
                }

                await response.Body.WriteAsync(SseEvent.Heartbeat, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private static async Task SendAsync(HttpResponse response, SseEvent item, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(item.ToBytes(), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static void Prepare(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would collect the events
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The stream at {Path} broke off")]
    private partial void LogBroken(string path, Exception exception);
}
