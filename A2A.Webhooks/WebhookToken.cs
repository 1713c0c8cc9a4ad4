using System.Security.Cryptography;
using A2A.Protocol.Signing;
using A2A.Webhooks.Jwt;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks;

/// <summary>The JSON Web Token of one attempt: issuer, audience, task, single-use id and hash of the body.</summary>
internal static class WebhookToken
{
    /// <summary>The claim that names the task.</summary>
    public const string TaskIdClaim = "taskId";

    /// <summary>The claim that proves the body: its SHA-256 in lower-case hex.</summary>
    public const string BodyHashClaim = "request_body_sha256";

    private static readonly JsonWebTokenHandler Library = new() { SetDefaultTimesOnTokenCreation = false };

    // The caller owns the key and may dispose of it: it must not stay in a cache.
    private static readonly CryptoProviderFactory Uncached = new() { CacheSignatureProviders = false };

    /// <exception cref="ArgumentException">The terms cannot be kept; the message names the member.</exception>
    public static string Sign(WebhookAttempt attempt, WebhookTokenTerms terms)
    {
        if (Problem(terms) is { } problem)
        {
            throw new ArgumentException($"{nameof(WebhookTokenTerms)}.{problem}", nameof(attempt));
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(attempt.Time.ToUnixTimeSeconds()); // exp is as far from it as was agreed
        return Library.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = terms.Issuer,
            Audience = terms.Audience,
            IssuedAt = issued.UtcDateTime,
            Expires = (issued + terms.Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Jti] = terms.TokenId,
                [TaskIdClaim] = attempt.TaskId,
                [BodyHashClaim] = BodyHash(attempt.Body.Span),
            },
            SigningCredentials = CredentialsOf(terms),
        });
    }

    public static string BodyHash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static SigningCredentials CredentialsOf(WebhookTokenTerms terms)
    {
        SecurityKey key = terms.Key is { } own
            ? new ECDsaSecurityKey(own)
            : KeyRules.OfSecret(terms.Secret!.Text.ToArray()); // one of the two is there
        (key.KeyId, key.CryptoProviderFactory) = (terms.KeyId, Uncached);
        return new(key, terms.Key is null ? SecurityAlgorithms.HmacSha256 : SecurityAlgorithms.EcdsaSha256);
    }

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
        : terms.Key is { } key && !PublicKeys.IsOnCurve(key)
            ? $"{nameof(terms.Key)} must be on the curve P-256."
        : terms.KeyId is null && terms.Key is null || terms.KeyId is { } id && IsVisible(id) ? null
        : $"{nameof(terms.KeyId)} must be the name of {nameof(terms.Key)} in the signer's key set: visible characters of ASCII.";

    private static bool IsVisible(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~');
}
