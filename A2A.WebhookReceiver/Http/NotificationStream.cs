using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using A2A.WebhookReceiver.Receiving;
using A2A.WebhookReceiver.Redis;
using Microsoft.AspNetCore.Http.Features;

namespace A2A.WebhookReceiver.Http;

/// <summary>
/// Notifications as they arrive, as server-sent events: the id of each is its sequence, so that <c>Last-Event-ID</c> resumes.
/// </summary>
/// <remarks>https://html.spec.whatwg.org/multipage/server-sent-events.html</remarks>
internal sealed class NotificationStream(NotificationLog log, Arrivals arrivals, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>
    /// A comment, which readers pass over. A blank line after it would be an empty event to readers that dispatch one whenever
    /// they have seen an id.
    /// </summary>
    private static readonly byte[] Heartbeat = ": heartbeat\n"u8.ToArray();

    private const int Most = 100;

    /// <summary>How often Redis is asked without a signal: neither another replica's webhooks nor refused ones raise one here.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(2);

    /// <summary>Shorter than what proxies wait for, which cut silent connections after 30 s or more.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private int _open;

    /// <summary>Takes a place among the open streams, which <see cref="SendAsync"/> gives back at its end.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= Most)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>Begins with the newest, or those after a sequence, and goes on until the reader leaves or the service stops.</summary>
    /// <returns>False when Redis is away at the beginning: then nothing was sent.</returns>
    /// <remarks>The headers leave after the first reading, even if nothing has arrived.</remarks>
    public async Task<bool> SendAsync(HttpContext context, NotificationQuery query)
    {
        var reader = new NotificationReader(log, query);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (await reader.NextAsync() is not { } first)
            {
                return false;
            }

            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would collect the events
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.Body.FlushAsync(end.Token);
            await SendAsync(context.Response.Body, first, end.Token);
            await FollowAsync(context.Response.Body, reader, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader left, or the service stops.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }

        return true;
    }

    private async Task FollowAsync(Stream body, NotificationReader reader, CancellationToken end)
    {
        var told = time.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            var next = arrivals.Next;
            var items = await reader.NextAsync() ?? [];
            await SendAsync(body, items, end);

            var isSilent = time.GetElapsedTime(told) >= Silence;
            if (items.Count == 0 && isSilent)
            {
                await body.WriteAsync(Heartbeat, end);
                await body.FlushAsync(end);
            }

            if (items.Count > 0 || isSilent)
            {
                told = time.GetTimestamp();
            }

            if (items.Count == 0)
            {
                await Task.WhenAny(next, Task.Delay(Sweep, time, end));
            }
        }
    }

    /// <summary>A body that came on several lines is on several lines of data.</summary>
    private static Task SendAsync(Stream body, IReadOnlyList<SseItem<object>> items, CancellationToken end) => SseFormatter.WriteAsync(
        items.ToAsyncEnumerable(),
        body,
        (sent, writer) => writer.Write(JsonSerializer.SerializeToUtf8Bytes(sent.Data, sent.Data.GetType(), ReceiverJson.Default)),
        end);
}
