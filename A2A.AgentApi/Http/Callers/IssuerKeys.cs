using A2A.Protocol.Signing;

namespace A2A.AgentApi.Http.Callers;

/// <summary>Where the public keys of issuers are. No token has a say in that.</summary>
internal sealed class IssuerKeys(IHostEnvironment environment, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestConnection = TimeSpan.FromMinutes(5);

    // An answer that was redirected is not the issuer's; connections end, so that a moved address is noticed.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = LongestConnection });

    public IJsonWebKeySource Of(IssuerOptions issuer) => issuer.Jwks is { } address
        ? new CachedJsonWebKeySource(_http, address, time)
        : new DiscoveredKeys(_http, issuer, allowHttp: environment.IsDevelopment(), time);

    public void Dispose() => _http.Dispose();
}
