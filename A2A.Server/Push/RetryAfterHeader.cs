using System.Globalization;

namespace A2A.Server.Push;

/// <summary>Reads the <c>Retry-After</c> header (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfterHeader
{
    private const int MostDigits = 9;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>
    /// Reads <c>120</c> or <c>Fri, 31 Dec 1999 23:59:59 GMT</c>; null for junk, for less than nothing and for a time that has passed.
    /// </summary>
    public static TimeSpan? Parse(string? text, DateTimeOffset now)
    {
        text = text?.Trim(' ', '\t');
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (text.All(char.IsAsciiDigit))
        {
            // More digits than any sense: as long as may be.
            return text.Length > MostDigits ? Longest : Limit(TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture)));
        }

        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
            ? Limit(when - now)
            : null;
    }

    private static TimeSpan? Limit(TimeSpan delay) => delay <= TimeSpan.Zero ? null : delay < Longest ? delay : Longest;
}
