using A2A.Protocol.Signing;

namespace A2A.Webhooks.AspNetCore;

/// <summary>
/// What an app trusts, as its configuration has it; each value has a name of its own, so that one can be set or removed alone.
/// </summary>
public sealed class WebhookVerification
{
    /// <summary>The section in which it is usually found.</summary>
    public const string Section = "Webhooks";

    internal const int UsualLargestBody = 8 * 1024 * 1024;

    /// <summary>Secrets by which senders sign, bodies and the HS256 tokens of every issuer: <c>whsec_…</c> or any text.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Notification tokens that were given to senders.</summary>
    public Dictionary<string, string> Tokens { get; init; } = [];

    /// <summary>Whole values of the <c>Authorization</c> header.</summary>
    public Dictionary<string, string> Authorizations { get; init; } = [];

    /// <summary>Senders of trusted signed tokens.</summary>
    public Dictionary<string, TrustedIssuer> Issuers { get; init; } = [];

    /// <summary>Schemes of which at least one must hold (<see cref="WebhookSchemes.Names"/>); none = any one is enough.</summary>
    public Dictionary<string, string> Sufficient { get; init; } = [];

    /// <summary>How far the time of a signed webhook may be from now, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest body that is read, in bytes; a notification holds a whole task with its history and artifacts.</summary>
    public int LargestBody { get; init; } = UsualLargestBody;

    /// <summary>What a verifier takes.</summary>
    /// <param name="keysAt">The keys of issuers, by their address.</param>
    /// <exception cref="FormatException">A value cannot be read.</exception>
    internal WebhookTrust ToTrust(Func<Uri, IJsonWebKeySource> keysAt) => new()
    {
        Secrets = [.. Secrets.Values.Select(WebhookSecret.Parse)],
        Tokens = [.. Tokens.Values],
        Authorizations = [.. Authorizations.Values],
        Issuers = [.. Issuers.Values.Select(issuer => issuer.ToIssuer(keysAt))],
        Sufficient = [.. Sufficient.Values],
        Tolerance = Tolerance,
    };
}
