using System.Globalization;
using System.Net;
using System.Text;

namespace A2A.Server.Push;

/// <summary>What a webhook's URL must be, as far as that can be told without looking up its host.</summary>
/// <remarks>A name is not resolved here: what it resolves to is checked at every connection.</remarks>
internal sealed class WebhookUrl(AddressGuard guard, Destinations destinations, bool allowHttp)
{
    private const int MostCharacters = 2048;

    /// <summary>A URL as logs and records show it: without its query and user info; empty when it is no URL.</summary>
    public static string Shown(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : "";

    /// <summary>What is wrong with the URL; null when nothing is.</summary>
    public string? Problem(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Length > MostCharacters)
        {
            return $"must be an absolute http or https URL of at most {MostCharacters} characters";
        }

        // Uri is lenient with these, and every lenience is a way to mean another host than the one that is checked.
        if (url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\'))
        {
            return "must have no white space, control characters or backslashes";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            return "must be an absolute http or https URL";
        }

        return ProblemOf(url, uri) ?? ProblemOfHost(uri) ?? ProblemOfPlace(uri);
    }

    private string? ProblemOf(string url, Uri uri) => url switch
    {
        _ when uri.Scheme == Uri.UriSchemeHttp && !allowHttp => "must use https",
        _ when Authority(url).Contains('@') => "must have no user name or password",
        _ when Authority(url).Contains('%') => "must have no escapes or zone in its host",
        _ when url.Contains('#') => "must have no fragment",
        _ when uri.Port == 0 => "must have a port other than 0",
        _ => null,
    };

    private string? ProblemOfHost(Uri uri)
    {
        if (uri.Host.EnumerateRunes().Any(IsLookalike))
        {
            return "must have a host of plain letters, digits, hyphens and dots";
        }

        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (host.Length == 0)
        {
            return "must have a host";
        }

        // Decimal, octal, hexadecimal and short forms are addresses too.
        if (IPAddress.TryParse(host, out var address))
        {
            return guard.IsDenied(address) ? $"must not go to {address}: the address is in a denied range" : null;
        }

        if (host.Split('.')[^1] is [>= '0' and <= '9', ..])
        {
            return "must have a host name or an IP address";
        }

        return (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)) && LoopbackIsDenied
            ? $"must not go to {host}: loopback addresses are denied"
            : null;
    }

    private string? ProblemOfPlace(Uri uri) => destinations.Problem(uri.IdnHost, uri.Port) is { } problem ? $"must {problem}" : null;

    private bool LoopbackIsDenied => guard.IsDenied(IPAddress.Loopback) && guard.IsDenied(IPAddress.IPv6Loopback);

    // Full-width and circled forms, which some resolvers take for the plain ones.
    private static bool IsLookalike(Rune rune) => !rune.IsAscii
        && (rune.Value is >= 0xFF00 and <= 0xFFEF || Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));

    /// <summary>The part between <c>//</c> and the path, as it was written: Uri forgets an empty user name.</summary>
    private static string Authority(string url)
    {
        var start = url.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = url.IndexOfAny(['/', '?', '#'], start);
        return end < 0 ? url[start..] : url[start..end];
    }
}
