using System.Globalization;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>When an entry of a stream was written, by Redis's clock: its id is <c>milliseconds-number</c>.</summary>
internal static class RedisTime
{
    public static DateTimeOffset Of(RedisValue id)
    {
        var text = id.ToString();
        return DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(text.AsSpan(0, text.IndexOf('-', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
