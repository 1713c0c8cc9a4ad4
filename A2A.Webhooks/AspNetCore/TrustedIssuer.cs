using A2A.Protocol.Signing;

namespace A2A.Webhooks.AspNetCore;

/// <summary>A sender of trusted signed tokens, as an app's configuration has it.</summary>
public sealed class TrustedIssuer
{
    /// <summary>As <see cref="Jwks"/>: the keys are where the issuer's own address has them.</summary>
    public const string Discover = "discover";

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The <c>aud</c> that its tokens must have: one of these.</summary>
    public Dictionary<string, string> Audiences { get; init; } = [];

    /// <summary>Secrets by which its tokens may be signed with HS256, besides <see cref="WebhookVerification.Secrets"/>.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Where the keys are by which its tokens may be signed with ES256: an http or https URL, or <see cref="Discover"/>.</summary>
    public string? Jwks { get; init; }

    /// <summary>Whether its tokens must hold the hash of the body.</summary>
    public bool RequiresBodyHash { get; init; } = true;

    /// <summary>Whether an address of keys is asked for.</summary>
    internal bool HasJwks => Jwks?.ToLowerInvariant() is not (null or "" or "false");

    /// <summary>The address of its keys; null when it has none, or when what is set is no address.</summary>
    internal Uri? JwksAddress => Jwks?.ToLowerInvariant() switch
    {
        null or "" or "false" => null,
        Discover or "true" => Web(Issuer) is { } issuer ? CachedJsonWebKeySource.AddressOf(issuer) : null,
        _ => Web(Jwks),
    };

    internal WebhookIssuer ToIssuer(Func<Uri, IJsonWebKeySource> keysAt) => new()
    {
        Issuer = Issuer,
        Audiences = [.. Audiences.Values],
        Secrets = [.. Secrets.Values.Select(WebhookSecret.Parse)],
        Keys = JwksAddress is { } address ? keysAt(address) : null,
        RequiresBodyHash = RequiresBodyHash,
    };

    private static Uri? Web(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" } ? address : null;
}
