using System.Security.Cryptography;
using A2A.Protocol.Jwt;
using A2A.Protocol.Signing;

namespace A2A.Protocol.Webhooks;

/// <summary>The JSON Web Token of one attempt: who tells whom about which task, once, and with which body.</summary>
internal static class WebhookToken
{
    /// <summary>The claim that names the task.</summary>
    public const string TaskIdClaim = "taskId";

    /// <summary>The claim that proves the body: its SHA-256 in lower-case hex.</summary>
    public const string BodyHashClaim = "request_body_sha256";

    /// <exception cref="ArgumentException">The terms cannot be kept; the message names the member.</exception>
    public static string Sign(WebhookAttempt attempt, WebhookTokenTerms terms)
    {
        if (Problem(terms) is { } problem)
        {
            throw new ArgumentException($"{nameof(WebhookTokenTerms)}.{problem}", nameof(attempt));
        }

        var issued = attempt.Time.ToUnixTimeSeconds();
        return terms is { Key: { } key, KeyId: { } keyId }
            ? TokenSigner.Sign(WriteClaims, key, keyId)
            : TokenSigner.Sign(WriteClaims, terms.Secret!.Text, terms.KeyId); // one of the two is there

        void WriteClaims(System.Text.Json.Utf8JsonWriter json)
        {
            json.WriteString("iss", terms.Issuer);
            json.WriteString("aud", terms.Audience);
            json.WriteNumber("iat", issued);
            json.WriteNumber("exp", issued + (long)terms.Lifetime.TotalSeconds);
            json.WriteString("jti", terms.TokenId);
            json.WriteString(TaskIdClaim, attempt.TaskId);
            json.WriteString(BodyHashClaim, BodyHash(attempt.Body.Span));
        }
    }

    public static string BodyHash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static string? Problem(WebhookTokenTerms terms) =>
        !IsVisible(terms.Issuer) ? $"{nameof(terms.Issuer)} must be visible characters of ASCII."
        : !IsVisible(terms.Audience) ? $"{nameof(terms.Audience)} must be visible characters of ASCII."
        : !IsVisible(terms.TokenId) || terms.TokenId.Length > ClaimRules.LongestTokenId
            ? $"{nameof(terms.TokenId)} must be 1 to {ClaimRules.LongestTokenId} visible characters of ASCII."
        : terms.Lifetime < TimeSpan.FromSeconds(1) || terms.Lifetime > WebhookTokenTerms.LongestLifetime
            ? $"{nameof(terms.Lifetime)} must be 1 s to {WebhookTokenTerms.LongestLifetime.TotalSeconds:0} s."
        : KeyProblem(terms);

    private static string? KeyProblem(WebhookTokenTerms terms) =>
        terms.Key is null == terms.Secret is null ? $"{nameof(terms.Key)} or {nameof(terms.Secret)} must be set, and not both."
        : terms.Key is { } key && !Es256.IsOnCurve(key.ExportParameters(includePrivateParameters: false))
            ? $"{nameof(terms.Key)} must be on the curve P-256."
        : terms.KeyId is null && terms.Key is null || terms.KeyId is { } id && IsVisible(id) ? null
        : $"{nameof(terms.KeyId)} must be the name of {nameof(terms.Key)} in the signer's key set: visible characters of ASCII.";

    private static bool IsVisible(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~');
}
