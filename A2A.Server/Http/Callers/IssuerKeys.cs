using System.Text;
using A2A.Protocol.Signing;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace A2A.Server.Http.Callers;

/// <summary>Where the public keys of issuers are. No token has a say in that.</summary>
internal sealed class IssuerKeys(IHostEnvironment environment, TimeProvider time) : IDisposable
{
    private const int LongestDocument = 64 * 1024;
    private static readonly TimeSpan LongestConnection = TimeSpan.FromMinutes(5);

    // An answer that was redirected is not the issuer's; connections end, so that a moved address is noticed.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = LongestConnection,
    })
    {
        MaxResponseContentBufferSize = LongestDocument,
    };

    public IJsonWebKeySource Of(IssuerOptions issuer) => issuer.Jwks is { } address
        ? new CachedJsonWebKeySource(_http, address, time)
        : new CachedJsonWebKeySource(_http, cancellationToken => DiscoverAsync(issuer, cancellationToken), time);

    public void Dispose() => _http.Dispose();

    /// <summary>The address of keys in the issuer's discovery document (OpenID Connect Discovery 1.0, section 4).</summary>
    private async Task<Uri> DiscoverAsync(IssuerOptions issuer, CancellationToken cancellationToken)
    {
        var document = Read(await _http.GetByteArrayAsync(issuer.Discovery, cancellationToken));
        // Section 4.3: a document of another issuer would lead to that one's keys.
        return document.Issuer == issuer.Issuer && Uri.TryCreate(document.JwksUri, UriKind.Absolute, out var address)
            && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (environment.IsDevelopment() && address.Scheme == Uri.UriSchemeHttp))
            ? address
            : throw new HttpRequestException(
                "The issuer's discovery document is that of another issuer, or has no address of keys that is allowed.");
    }

    private static OpenIdConnectConfiguration Read(byte[] document)
    {
        try
        {
            return OpenIdConnectConfiguration.Create(Encoding.UTF8.GetString(document));
        }
        catch (Exception e)
        {
            throw new HttpRequestException("The issuer's discovery document is none.", e);
        }
    }
}
