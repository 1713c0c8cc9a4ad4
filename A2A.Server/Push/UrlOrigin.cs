namespace A2A.Server.Push;

/// <summary>The origin of a URL (RFC 6454, section 6.2): what a webhook's receiver and its tokens are known by.</summary>
internal static class UrlOrigin
{
    /// <summary><c>scheme://host[:port]</c>: the host in ASCII and lower case, the port where it is not the scheme's own.</summary>
    public static string Of(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return $"{url.Scheme}://{host.ToLowerInvariant()}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
    }
}
