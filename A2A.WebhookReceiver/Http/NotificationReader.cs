using System.Globalization;
using System.Net.ServerSentEvents;
using A2A.WebhookReceiver.Redis;

namespace A2A.WebhookReceiver.Http;

/// <summary>What a reader of notifications asks for.</summary>
/// <param name="TaskId">Those of one task; null for all.</param>
/// <param name="Limit">How many at most; of a stream, how many of those that are there.</param>
/// <param name="After">Those after a sequence; null for the newest.</param>
/// <param name="All">Whether a stream tells of refused webhooks and repeated receipts too, by events of their own types.</param>
internal sealed record NotificationQuery(string? TaskId, int? Limit, long? After, bool? All);

/// <summary>What one reader of the stream has not been told yet.</summary>
internal sealed class NotificationReader(NotificationLog log, NotificationQuery query)
{
    private const int Batch = 100;

    /// <summary>The newest ones told of, whose repeated receipts are told too; a page shows as many.</summary>
    private const int MostWatched = 1_000;

    private readonly SortedDictionary<long, int> _receipts = [];
    private long? _after = query.After;
    private string? _lastRefused;

    /// <returns>Null while Redis is away; it is asked again.</returns>
    public async Task<IReadOnlyList<SseItem<object>>?> NextAsync()
    {
        try
        {
            var kept = (await log.ListAsync(query.TaskId, (_after is null ? query.Limit : null) ?? Batch, _after)).Webhooks;
            List<SseItem<object>> items = query.All == true ? await ReadAsidesAsync() : [];
            foreach (var webhook in kept)
            {
                Watch(webhook);
                items.Add(new(NotificationAnswer.Of(webhook)) { EventId = webhook.Sequence.ToString(CultureInfo.InvariantCulture) });
            }

            _after = kept.Count > 0 ? kept[^1].Sequence : _after ?? 0; // nothing was there: all that comes is new
            return items;
        }
        catch (InboxUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Without ids, so that <c>Last-Event-ID</c> stays that of a notification.</summary>
    private async Task<List<SseItem<object>>> ReadAsidesAsync()
    {
        long[] watched = [.. _receipts.Keys];
        var receipts = watched.Length > 0 ? await log.CountReceiptsAsync(watched) : [];
        var refused = await log.ListRefusedAsync(Batch, _lastRefused);

        var repeated = watched.Zip(receipts).Where(pair => pair.Second > _receipts[pair.First]).ToList();
        repeated.ForEach(pair => _receipts[pair.First] = pair.Second);
        _lastRefused = refused.Count > 0 ? refused[^1].Id : _lastRefused ?? "0";
        return
        [
            .. repeated.Select(pair => new SseItem<object>(new ReceiptsAnswer(pair.First, pair.Second), "receipts")),
            .. refused.Select(webhook => new SseItem<object>(RefusedAnswer.Of(webhook), "refused")),
        ];
    }

    private void Watch(KeptWebhook webhook)
    {
        _receipts[webhook.Sequence] = webhook.Receipts;
        if (_receipts.Count > MostWatched)
        {
            _receipts.Remove(_receipts.Keys.First());
        }
    }
}
