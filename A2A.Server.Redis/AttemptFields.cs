using A2A.Server.Push;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>An attempt as an entry of a stream.</summary>
internal static class AttemptFields
{
    /// <summary>Its fields and values, as scripts take them; none for no attempt.</summary>
    public static RedisValue[] Of(AttemptRecord? attempt) => attempt is null ? [] :
    [
        "at", attempt.At.ToUnixTimeMilliseconds(),
        "delivery", attempt.DeliveryId,
        "attempt", attempt.Attempt,
        "endpoint", attempt.Endpoint,
        "status", attempt.Status ?? 0,
        "took", (long)attempt.Duration.TotalMilliseconds,
        "verdict", attempt.Verdict,
        "reason", attempt.Reason ?? "",
        "answer", attempt.Answer ?? "",
    ];

    public static AttemptRecord Read(RedisResult attempt)
    {
        var entry = ToStreamEntry(attempt);
        return new AttemptRecord
        {
            At = DateTimeOffset.FromUnixTimeMilliseconds(Number(entry, "at")),
            DeliveryId = entry["delivery"].ToString(),
            Attempt = (int)Number(entry, "attempt"),
            Endpoint = entry["endpoint"].ToString(),
            Status = Number(entry, "status") is > 0 and var status ? (int)status : null,
            Duration = TimeSpan.FromMilliseconds(Number(entry, "took")),
            Verdict = entry["verdict"].ToString(),
            Reason = Text(entry, "reason"),
            Answer = Text(entry, "answer"),
        };
    }

    /// <summary>An entry of any stream as scripts return it: <c>{id, {field, value, …}}</c>.</summary>
    public static StreamEntry ToStreamEntry(RedisResult entry)
    {
        var fields = (RedisValue[]?)entry[1] ?? [];
        return new((RedisValue)entry[0], [.. fields.Chunk(2).Select(pair => new NameValueEntry(pair[0], pair[1]))]);
    }

    /// <summary>A field's text; null for none, or an empty one.</summary>
    public static string? Text(StreamEntry entry, string name) =>
        entry[name] is { IsNullOrEmpty: false } text ? text.ToString() : null;

    /// <summary>A field's number; 0 for anything else.</summary>
    public static long Number(StreamEntry entry, string name) => entry[name].TryParse(out long number) ? number : 0;
}
