using System.Globalization;
using A2A.WebhookReceiver.Receiving;
using A2A.Webhooks;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Redis;

/// <summary>The webhooks that arrived: genuine ones and, apart from them, refused ones; each log bounded.</summary>
/// <remarks>Every method throws <see cref="InboxUnavailableException"/> when Redis does not answer in time.</remarks>
internal sealed class NotificationLog(ReceiverScripts redis)
{
    private const int MostKept = 10_000;

    /// <summary>In bytes, so that large webhooks do not fill Redis.</summary>
    private const int MostBytesKept = 64 * 1024 * 1024;

    /// <summary>In bytes, so that Redis answers in time however large the webhooks are.</summary>
    private const int MostBytesListed = 16 * 1024 * 1024;

    private const int MostRefused = 1_000;

    /// <summary>
    /// Three times as long as this solution's senders go on trying one delivery: ten attempts in about 21 hours, a day at
    /// most. What an operator sends again from the dead letters after that counts as new.
    /// </summary>
    private static readonly TimeSpan RememberDeliveries = TimeSpan.FromDays(3);

    /// <summary>As long as senders keep a task that has ended; a subscription that is silent for longer begins anew.</summary>
    private static readonly TimeSpan RememberOrder = TimeSpan.FromDays(7);

    private readonly string _keep = ReceiverScripts.Load("keep.lua");
    private readonly string _list = ReceiverScripts.Load("list.lua");
    private readonly string _refuse = ReceiverScripts.Load("refuse.lua");

    /// <summary>Keeps a webhook, or counts a further receipt of one that is kept already, in one step.</summary>
    public async Task<KeptAt> KeepAsync(Arrival arrival)
    {
        List<RedisKey> keys = [ReceiverKeys.Sequence, ReceiverKeys.Kept, ReceiverKeys.Receipts, ReceiverKeys.Tasks, ReceiverKeys.Bytes];
        if (arrival.DeliveryId is { } id)
        {
            keys.Add(ReceiverKeys.Delivery(id));
        }

        if (arrival.Place is { } place)
        {
            keys.Add(ReceiverKeys.Latest(place.Subscription));
        }

        RedisValue[] values =
        [
            MostKept, MostBytesKept, (long)RememberDeliveries.TotalSeconds, arrival.DeliveryId ?? "",
            arrival.Notice.TaskId, arrival.Notice.State ?? "", string.Join(' ', arrival.Verdict.Schemes), arrival.Attempt,
            ShownHeaders.ToJson(arrival.Request), arrival.Request.Body.ToArray(), arrival.Verdict.Issuer ?? "",
            arrival.Place?.Order ?? "", (long)RememberOrder.TotalSeconds,
        ];
        var answer = (long[]?)await redis.RunAsync(_keep, [.. keys], values) ?? [];
        return new KeptAt(DateTimeOffset.FromUnixTimeMilliseconds(answer[1]), IsDuplicate: answer[2] == 1, InOrder(answer[3]));
    }

    /// <summary>Notes a refused webhook: the reason and what may be seen of its headers, not the body.</summary>
    public Task NoteRefusalAsync(WebhookRequest request, RefusalCause cause, string reason) => redis.RunAsync(
        _refuse, [ReceiverKeys.Refused], [MostRefused, cause.ToString(), reason, ShownHeaders.ToJson(request), request.Body.Length]);

    /// <summary>The newest webhooks, or those after a sequence, in order of arrival; fewer than the limit when they are large.</summary>
    public async Task<KeptPage> ListAsync(string? taskId, int limit, long? after)
    {
        var answer = (RedisResult[]?)await redis.RunAsync(
            _list,
            [ReceiverKeys.Kept, ReceiverKeys.Receipts, ReceiverKeys.Tasks],
            [taskId ?? "", limit, after?.ToString(CultureInfo.InvariantCulture) ?? "", MostBytesListed]) ?? [];
        return new KeptPage((long)answer[0], [.. ((RedisResult[]?)answer[1] ?? []).Select(ReadKept)]);
    }

    /// <summary>How often each of some kept webhooks has arrived by now; 1 for one that is no longer kept.</summary>
    public async Task<IReadOnlyList<int>> CountReceiptsAsync(IReadOnlyCollection<long> sequences)
    {
        RedisValue[] fields = [.. sequences.Select(sequence => (RedisValue)sequence)];
        var counts = await redis.AskAsync(database => database.HashGetAsync(ReceiverKeys.Receipts, fields));
        return [.. counts.Select(count => count.IsNull ? 1 : (int)count)];
    }

    /// <summary>The newest refused webhooks, or the first ones after an entry, in order of arrival.</summary>
    public async Task<IReadOnlyList<RefusedWebhook>> ListRefusedAsync(int limit, string? after = null)
    {
        var refused = (await redis.AskAsync(database => after is null
            ? database.StreamRangeAsync(ReceiverKeys.Refused, count: limit, messageOrder: Order.Descending)
            : database.StreamRangeAsync(ReceiverKeys.Refused, minId: $"({after}", count: limit))).Select(ReadRefused);
        return [.. after is null ? refused.Reverse() : refused];
    }

    /// <summary>Whatever an entry lacks is left empty, so that it does not hide the others.</summary>
    private static KeptWebhook ReadKept(RedisResult result)
    {
        var entry = (RedisResult[]?)result ?? [];
        var fields = Fields(entry[2]);
        return new KeptWebhook
        {
            Sequence = (long)entry[0],
            Receipts = (int)entry[1],
            DeliveryId = OrNull(fields.GetValueOrDefault("delivery")),
            TaskId = (string?)fields.GetValueOrDefault("task") ?? "",
            State = OrNull(fields.GetValueOrDefault("state")),
            At = Time(fields.GetValueOrDefault("at")),
            Schemes = ((string?)fields.GetValueOrDefault("schemes") ?? "").Split(' '),
            Issuer = OrNull(fields.GetValueOrDefault("issuer")),
            IsInOrder = fields.TryGetValue("order", out var order) ? InOrder((long)order) : null,
            Attempt = (int)fields.GetValueOrDefault("attempt"),
            Headers = (string?)fields.GetValueOrDefault("headers") ?? "",
            Body = (byte[]?)fields.GetValueOrDefault("body") ?? [],
        };
    }

    private static RefusedWebhook ReadRefused(StreamEntry entry) => new(
        entry.Id.ToString(),
        Time(entry["at"]),
        entry["cause"].ToString(),
        entry["reason"].ToString(),
        entry["headers"].ToString(),
        (int)entry["bytes"]);

    private static Dictionary<string, RedisValue> Fields(RedisResult result)
    {
        var pairs = (RedisValue[]?)result ?? [];
        return pairs.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => pair[1]);
    }

    private static DateTimeOffset Time(RedisValue milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);

    private static bool? InOrder(long order) => order < 0 ? null : order == 1;

    private static string? OrNull(RedisValue value) => value.IsNullOrEmpty ? null : (string?)value;
}
