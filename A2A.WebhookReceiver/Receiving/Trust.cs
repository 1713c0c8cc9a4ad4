using A2A.Protocol.Signing;
using A2A.Protocol.Webhooks;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>What the verifier trusts, made from the options.</summary>
internal static class Trust
{
    public static WebhookTrust Of(WebhookOptions options, Func<Uri, IJsonWebKeySource> keysAt) => new()
    {
        Secrets = [.. options.Secrets.Values.Select(WebhookSecret.Parse)],
        Tokens = [.. options.Tokens.Values],
        Authorizations = [.. options.Authorizations.Values],
        Issuers = [.. options.Issuers.Values.Select(issuer => Of(issuer, keysAt))],
        Tolerance = options.Tolerance,
    };

    /// <summary>
    /// A client for addresses that the operator set: it goes there and nowhere else, without redirects, cookies, proxy,
    /// or another meaning of the name.
    /// </summary>
    public static HttpClient NewKeyClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // so that a name that moved is looked up again
    });

    private static WebhookIssuer Of(IssuerOptions issuer, Func<Uri, IJsonWebKeySource> keysAt) => new()
    {
        Issuer = issuer.Issuer,
        Audiences = [.. issuer.Audiences.Values],
        Secrets = [.. issuer.Secrets.Values.Select(WebhookSecret.Parse)],
        Keys = issuer.JwksAddress is { } address ? keysAt(address) : null,
        RequiresBodyHash = issuer.RequiresBodyHash,
    };
}
