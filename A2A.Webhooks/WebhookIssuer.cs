using A2A.Protocol.Signing;

namespace A2A.Webhooks;

/// <summary>A sender of trusted JSON Web Tokens (RFC 7519).</summary>
public sealed record WebhookIssuer
{
    /// <summary>The <c>iss</c> of its tokens, compared as it is.</summary>
    public required string Issuer { get; init; }

    /// <summary>The <c>aud</c> that its tokens must have: one of these.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>
    /// Secrets by which its tokens may be signed with HS256, besides <see cref="WebhookTrust.Secrets"/>; several while they rotate.
    /// </summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; init; } = [];

    /// <summary>The keys by which its tokens may be signed with ES256; null when it signs with secrets only.</summary>
    public IJsonWebKeySource? Keys { get; init; }

    /// <summary>Whether a token must hold the hash of the body, so that it proves the body too.</summary>
    public bool RequiresBodyHash { get; init; } = true;
}
