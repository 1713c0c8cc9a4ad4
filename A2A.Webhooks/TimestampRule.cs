using System.Globalization;

namespace A2A.Webhooks;

/// <summary>A signed webhook counts only near the time it says it was sent: an old one may be a copy.</summary>
internal sealed class TimestampRule(TimeSpan tolerance, TimeProvider time)
{
    /// <summary>Far more digits than unix seconds will need, few enough not to overflow.</summary>
    private const int MostDigits = 12;

    /// <summary>What is wrong with the time in <paramref name="header"/>; null when nothing is.</summary>
    public string? Problem(WebhookRequest request, string header)
    {
        if (request.Header(header) is not { } text)
        {
            return $"A signature came without {header}.";
        }

        if (text.Length > MostDigits || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return $"{header} is not a time in unix seconds.";
        }

        var off = Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds);
        return off > tolerance.TotalSeconds
            ? $"{header} is {off} s off; {tolerance.TotalSeconds:0} s are allowed."
            : null;
    }
}
