using System.Net;

namespace A2A.Server.Operations;

/// <summary>Tells requests of this machine itself.</summary>
internal static class LocalRequest
{
    /// <summary>What proxies add. The host renames the headers of a known proxy to <c>X-Original-…</c> once it has read them.</summary>
    private static readonly string[] Forwarding = ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-", "X-Original-"];

    /// <summary>True when both ends are this machine, and no proxy stands between them that says otherwise.</summary>
    /// <remarks>
    /// The Host header too: a name that another site has made to lead here is not this machine's own. A proxy on this machine that adds
    /// no header and asks by a loopback name cannot be told apart.
    /// </remarks>
    public static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && IsLoopback(context.Request.Host.Host)
        && !context.Request.Headers.Keys.Any(IsOfProxy);

    private static bool IsOfProxy(string header) =>
        Forwarding.Any(each => each.EndsWith('-')
            ? header.StartsWith(each, StringComparison.OrdinalIgnoreCase)
            : header.Equals(each, StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
