using System.Security.Cryptography;

namespace A2A.Webhooks;

/// <summary>The JSON Web Token that a webhook carries as <c>Authorization: Bearer</c>: its issuer, audience and key.</summary>
public sealed record WebhookTokenTerms
{
    /// <summary>The longest time that a token may be valid.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The <c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The <c>aud</c>: the origin of the webhook's URL, or what was agreed.</summary>
    public required string Audience { get; init; }

    /// <summary>The <c>jti</c>: another one for every attempt.</summary>
    public required string TokenId { get; init; }

    /// <summary>From <c>iat</c> to <c>exp</c>.</summary>
    public TimeSpan Lifetime { get; init; } = LongestLifetime;

    /// <summary>Signs with HS256. Exactly one of this and <see cref="Key"/> is there.</summary>
    public WebhookSecret? Secret { get; init; }

    /// <summary>Signs with ES256: a key on the curve P-256, not disposed of here.</summary>
    public ECDsa? Key { get; init; }

    /// <summary>The name of <see cref="Key"/> in the signer's key set.</summary>
    public string? KeyId { get; init; }
}
