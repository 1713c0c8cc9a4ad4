using System.Buffers;
using System.Globalization;
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
    private const int Batch = 100;

    /// <summary>What another replica received has rung no bell here.</summary>
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
    /// <remarks>The headers leave at once, even if nothing has arrived.</remarks>
    public async Task SendAsync(HttpContext context, string? taskId, long? after)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would collect the events
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.Body.FlushAsync(end.Token);
            await FollowAsync(context.Response.Body, taskId, after, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader left, or the service stops.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task FollowAsync(Stream body, string? taskId, long? after, CancellationToken end)
    {
        var told = time.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            var next = arrivals.Next;
            var read = await ReadAsync(taskId, after);
            var page = read ?? [];
            foreach (var webhook in page)
            {
                await SendAsync(body, webhook, end);
                after = webhook.Sequence;
            }

            var isSilent = time.GetElapsedTime(told) >= Silence;
            if (page.Count == 0 && isSilent)
            {
                await body.WriteAsync(Heartbeat, end);
                await body.FlushAsync(end);
            }

            if (page.Count > 0 || isSilent)
            {
                told = time.GetTimestamp();
            }

            if (page.Count == 0)
            {
                after ??= read is null ? null : 0; // nothing was there: all that comes is new
                await Task.WhenAny(next, Task.Delay(Sweep, time, end));
            }
        }
    }

    /// <summary>One event. A body that came on several lines is on several lines of data.</summary>
    private static Task SendAsync(Stream body, KeptWebhook webhook, CancellationToken cancellationToken)
    {
        var item = new SseItem<NotificationAnswer>(NotificationAnswer.Of(webhook))
        {
            EventId = webhook.Sequence.ToString(CultureInfo.InvariantCulture),
        };
        return SseFormatter.WriteAsync(
            new[] { item }.ToAsyncEnumerable(),
            body,
            (sent, writer) => writer.Write(JsonSerializer.SerializeToUtf8Bytes(sent.Data, ReceiverJson.Default.NotificationAnswer)),
            cancellationToken);
    }

    /// <returns>Null while Redis is away; it is asked again.</returns>
    private async Task<IReadOnlyList<KeptWebhook>?> ReadAsync(string? taskId, long? after)
    {
        try
        {
            return (await log.ListAsync(taskId, Batch, after)).Webhooks;
        }
        catch (InboxUnavailableException)
        {
            return null;
        }
    }
}
