using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Tests;

/// <summary>JSON Web Tokens made by hand, so that each part of them can be spoilt.</summary>
internal static class Tokens
{
    public const string Issuer = "https://agents.example.com";
    public const string Audience = "https://receiver.example.com";
    public const string Secret = "a-secret-of-agents-and-receiver-alone";
    public const string KeyId = "key-1";
    public const string Task = "0198c5a0-1111-7000-8000-000000000001";
    public const string Body = $$"""{"taskId":"{{Task}}","status":"completed"}""";

    /// <summary>What an issuer that signs with a secret is set as.</summary>
    public static (string Name, string Value)[] TrustBySecret { get; } =
    [
        ("Webhooks:Issuers:test:Issuer", Issuer),
        ("Webhooks:Issuers:test:Audiences:own", Audience),
        ("Webhooks:Issuers:test:Secrets:now", Secret),
    ];

    /// <summary>What an issuer that publishes keys is set as.</summary>
    public static (string Name, string Value)[] TrustByKeys(Uri jwks) =>
    [
        ("Webhooks:Issuers:test:Issuer", Issuer),
        ("Webhooks:Issuers:test:Audiences:own", Audience),
        ("Webhooks:Issuers:test:Jwks", jwks.AbsoluteUri),
    ];

    /// <summary>A genuine token's claims for <see cref="Body"/>.</summary>
    public static JsonObject Claims(DateTimeOffset? at = null)
    {
        var issued = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["iat"] = issued,
            ["exp"] = issued + 300,
            ["jti"] = Guid.NewGuid().ToString(),
            ["taskId"] = Task,
            ["request_body_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body))),
        };
    }

    public static string Hs256(JsonObject claims, string secret = Secret) => Sign(
        new() { ["alg"] = "HS256", ["typ"] = "JWT" }, claims, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));

    public static string Es256(JsonObject claims, ECDsa key, string? keyId = KeyId, string algorithm = "ES256") => Sign(
        new() { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = keyId }, claims, text => key.SignData(text, HashAlgorithmName.SHA256));

    public static string Sign(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>Posts a body with a token, and what else is given.</summary>
    public static Task<HttpResponseMessage> PostTokenAsync(this HttpClient client, string token, string body = Body, params WebhookHeader[] headers) =>
        client.PostAsync("/webhook", Encoding.UTF8.GetBytes(body), [new(WebhookHeaders.Authorization, $"Bearer {token}"), .. headers]);

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
