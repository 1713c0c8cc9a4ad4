using A2A.Protocol.Signing;

namespace A2A.Protocol.Webhooks.AspNetCore;

/// <summary>Whom an app trusts, as its configuration has it; each value has a name of its own, so that one can be set or removed alone.</summary>
public sealed class WebhookVerification
{
    /// <summary>The section in which it is usually found.</summary>
    public const string Section = "Webhooks";

    internal const int UsualLargestBody = 8 * 1024 * 1024;

    /// <summary>Secrets by which senders sign: <c>whsec_…</c> or any text.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Notification tokens that were given to senders.</summary>
    public Dictionary<string, string> Tokens { get; init; } = [];

    /// <summary>Whole values of the <c>Authorization</c> header.</summary>
    public Dictionary<string, string> Authorizations { get; init; } = [];

    /// <summary>Senders whose signed tokens are trusted.</summary>
    public Dictionary<string, TrustedIssuer> Issuers { get; init; } = [];

    /// <summary>How far the time of a signed webhook may be from now, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest body that is read, in bytes.</summary>
    public int LargestBody { get; init; } = UsualLargestBody;

    /// <summary>What a verifier takes.</summary>
    /// <param name="http">Fetches the keys of issuers; its handler should follow no redirects.</param>
    /// <param name="time">Says how old keys are.</param>
    /// <exception cref="FormatException">A value cannot be read.</exception>
    internal WebhookTrust ToTrust(HttpClient http, TimeProvider time) => new()
    {
        Secrets = [.. Secrets.Values.Select(WebhookSecret.Parse)],
        Tokens = [.. Tokens.Values],
        Authorizations = [.. Authorizations.Values],
        Issuers = [.. Issuers.Values.Select(issuer => issuer.ToIssuer(http, time))],
        Tolerance = Tolerance,
    };
}

/// <summary>A sender whose signed tokens are trusted.</summary>
public sealed class TrustedIssuer
{
    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The <c>aud</c> that its tokens must have: one of these.</summary>
    public string[] Audiences { get; init; } = [];

    /// <summary>Secrets by which it signs with HS256.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Where its public keys are, when it signs with ES256.</summary>
    public Uri? KeySet { get; init; }

    /// <summary>Whether its tokens must hold the hash of the body.</summary>
    public bool RequiresBodyHash { get; init; } = true;

    internal WebhookIssuer ToIssuer(HttpClient http, TimeProvider time) => new()
    {
        Issuer = Issuer,
        Audiences = Audiences,
        Secrets = [.. Secrets.Values.Select(WebhookSecret.Parse)],
        Keys = KeySet is null ? null : new CachedJsonWebKeySource(http, KeySet, time),
        RequiresBodyHash = RequiresBodyHash,
    };
}
