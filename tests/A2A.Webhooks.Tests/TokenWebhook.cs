using System.Security.Cryptography;
using System.Text.Json.Nodes;
using A2A.Protocol.Signing;
using A2A.Webhooks;
using A2A.Webhooks.Tests.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Tests;

/// <summary>A genuine webhook that a token alone proves, and the means to forge its token.</summary>
internal static class TokenWebhook
{
    public const string Issuer = "https://agents.example";
    public const string Audience = "https://client.example";

    public static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly JsonWebKey PublicKey = PublicKeys.Of(Key);

    public static WebhookTokenTerms Terms => new() { Issuer = Issuer, Audience = Audience, TokenId = "j-1", Key = Key, KeyId = PublicKey.Kid };

    public static WebhookAttempt Attempt => Webhook.Attempt with { Secrets = [], Bearer = Terms };

    public static WebhookIssuer Trusted => new() { Issuer = Issuer, Audiences = [Audience], Keys = PublicKey.AsSource() };

    public static WebhookTrust Trust => new() { Issuers = [Trusted] };

    public static string Header => $$"""{"alg":"ES256","typ":"JWT","kid":"{{PublicKey.Kid}}"}""";

    public static JsonObject Claims => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["iat"] = 1_790_000_000,
        ["exp"] = 1_790_000_300,
        ["jti"] = "j-1",
        ["taskId"] = "t-1",
        ["request_body_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Webhook.Body)),
    };

    public static List<WebhookHeader> Signed => Webhook.Signed(Attempt);

    /// <summary>The genuine webhook with another token; by default one with the right key.</summary>
    public static List<WebhookHeader> With(string? header = null, JsonObject? claims = null, Func<byte[], byte[]>? sign = null) =>
        Bearing(Forge.Token(header ?? Header, (claims ?? Claims).ToJsonString(), sign ?? Forge.Es256(Key)));

    public static List<WebhookHeader> Bearing(string token) => Signed.With(WebhookHeaders.Authorization, $"Bearer {token}");

    public static JsonObject ClaimsWith(string name, JsonNode? value)
    {
        var claims = Claims;
        if (value is null)
        {
            claims.Remove(name).ShouldBeTrue();
        }
        else
        {
            claims[name] = value;
        }

        return claims;
    }
}
