using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using A2A.WebhookReceiver.Receiving;
using A2A.WebhookReceiver.Redis;

namespace A2A.WebhookReceiver.Http;

/// <summary>
/// Notifications as they arrive, as server-sent events: the id of each is its sequence, so that <c>Last-Event-ID</c> resumes.
/// </summary>
/// <remarks>https://html.spec.whatwg.org/multipage/server-sent-events.html</remarks>
internal sealed class NotificationStream(NotificationLog log, Arrivals arrivals, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Of the event that shows that the stream lives; it has no content.</summary>
    public const string Heartbeat = "heartbeat";

    private const int Most = 100;
    private const int Batch = 100;

    /// <summary>What another replica received has rung no bell here.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(2);

    /// <summary>Shorter than what proxies wait for, which cut silent connections after 30 s or more.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private int _open;

    /// <summary>Takes a place among the open streams, which <see cref="FollowAsync"/> gives back at its end.</summary>
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
    public async IAsyncEnumerable<SseItem<NotificationAnswer?>> FollowAsync(
        string? taskId, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            yield return Alive(); // the headers leave with it
            var told = time.GetTimestamp();
            while (!end.IsCancellationRequested)
            {
                var next = arrivals.Next;
                var read = await ReadAsync(taskId, after);
                var page = read ?? [];
                foreach (var webhook in page)
                {
                    yield return new(NotificationAnswer.Of(webhook)) { EventId = webhook.Sequence.ToString(CultureInfo.InvariantCulture) };
                    after = webhook.Sequence;
                }

                var isSilent = time.GetElapsedTime(told) >= Silence;
                if (page.Count == 0 && isSilent)
                {
                    yield return Alive();
                }

                if (page.Count > 0 || isSilent)
                {
                    told = time.GetTimestamp();
                }

                if (page.Count == 0)
                {
                    after ??= read is null ? null : 0; // nothing was there: all that comes is new
                    await Task.WhenAny(next, Task.Delay(Sweep, time, end.Token));
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static SseItem<NotificationAnswer?> Alive() => new(null, Heartbeat);

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
