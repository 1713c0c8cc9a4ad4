using System.Net;

namespace A2A.Server.Operations;

/// <summary>Tells requests of this machine itself.</summary>
internal static class LocalRequest
{
    private static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host"];

    /// <summary>True when both ends are this machine, and no proxy stands between them that says otherwise.</summary>
    /// <remarks>The Host header too: a name that another site has made to lead here is not this machine's own.</remarks>
    public static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && IsLoopback(context.Request.Host.Host)
        && !Forwarding.Any(context.Request.Headers.ContainsKey);

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
