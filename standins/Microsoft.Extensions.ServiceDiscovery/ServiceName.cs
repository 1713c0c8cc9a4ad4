namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>
/// What the address of a request asks for: <c>https+http://_admin.agent-api</c> is the endpoint <c>admin</c> of the
/// service <c>agent-api</c>, by HTTPS if it has such an address, else by HTTP.
/// </summary>
/// <param name="Host">The service's name.</param>
/// <param name="Endpoint">The endpoint's name; null when the address has none.</param>
/// <param name="Schemes">The schemes wanted, the preferred one first.</param>
internal sealed record ServiceName(string Host, string? Endpoint, string[] Schemes)
{
    public static ServiceName Parse(Uri address)
    {
        var schemes = address.Scheme.Split('+', StringSplitOptions.RemoveEmptyEntries);
        var host = address.Host;
        var dot = host.IndexOf('.', StringComparison.Ordinal);

        return host.StartsWith('_') && dot > 1 && dot < host.Length - 1
            ? new ServiceName(host[(dot + 1)..], host[1..dot], schemes)
            : new ServiceName(host, null, schemes);
    }
}
