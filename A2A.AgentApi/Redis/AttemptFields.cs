using System.Globalization;
using A2A.AgentApi.Push;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

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
    ];

    public static AttemptRecord Read(RedisResult entry)
    {
        var fields = StreamEntry.Of(entry).Fields;
        return new AttemptRecord
        {
            At = DateTimeOffset.FromUnixTimeMilliseconds(Number(fields, "at")),
            DeliveryId = fields.GetValueOrDefault("delivery", ""),
            Attempt = (int)Number(fields, "attempt"),
            Endpoint = fields.GetValueOrDefault("endpoint", ""),
            Status = Number(fields, "status") is > 0 and var status ? (int)status : null,
            Duration = TimeSpan.FromMilliseconds(Number(fields, "took")),
            Verdict = fields.GetValueOrDefault("verdict", ""),
            Reason = fields.GetValueOrDefault("reason") is { Length: > 0 } reason ? reason : null,
        };
    }

    private static long Number(IReadOnlyDictionary<string, string> fields, string name) =>
        long.TryParse(fields.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>An entry of a stream whose values are text.</summary>
internal sealed record StreamEntry(string Id, IReadOnlyDictionary<string, string> Fields)
{
    public static StreamEntry Of(RedisResult entry)
    {
        var parts = RedisReply.Array(entry);
        var texts = RedisReply.Array(parts[1]).Select(RedisReply.Text);
        return new(RedisReply.Text(parts[0]), texts.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]));
    }
}
