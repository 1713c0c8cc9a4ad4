using A2A.Protocol.Signing;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Whom the receiver trusts, and how much it takes; each value has a name of its own, so that one can be set or removed alone.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Secrets by which senders sign: <c>whsec_…</c> or any text.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Notification tokens that were given to senders.</summary>
    public Dictionary<string, string> Tokens { get; init; } = [];

    /// <summary>Whole values of the <c>Authorization</c> header that are a proof.</summary>
    public Dictionary<string, string> Authorizations { get; init; } = [];

    /// <summary>Senders whose JSON Web Tokens in <c>Authorization: Bearer</c> are a proof.</summary>
    public Dictionary<string, IssuerOptions> Issuers { get; init; } = [];

    /// <summary>How far the time of a signed webhook may be from now, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest body that is read, in bytes; a notification holds a whole task with its history and artifacts.</summary>
    public int LargestBody { get; init; } = 8 * 1024 * 1024;

    /// <summary>How many requests a sender, told by its address, may make per second in the long run.</summary>
    public int RequestsPerSecond { get; init; } = 1_000;

    /// <summary>How many requests a sender may make at once after a pause.</summary>
    public int Burst { get; init; } = 2_000;

    /// <summary>How many requests of a sender per second may fail verification in the long run before it is no longer listened to.</summary>
    public int RefusalsPerSecond { get; init; } = 20;

    /// <summary>How many requests of a sender may fail verification at once after a pause.</summary>
    public int RefusalBurst { get; init; } = 100;

    /// <summary>Origins that may have webhooks delivered here, as CloudEvents asks for it (<c>WebHook-Request-Origin</c>); none = every origin.</summary>
    public Dictionary<string, string> AllowedOrigins { get; init; } = [];

    /// <summary>The key that listings ask for in <c>X-API-Key</c>; absent = everybody may read them.</summary>
    public string? ReadKey { get; init; }
}

/// <summary>A sender whose JSON Web Tokens are trusted.</summary>
internal sealed class IssuerOptions
{
    /// <summary>As <see cref="Jwks"/>: the keys are where the issuer's own address has them.</summary>
    public const string Discover = "discover";

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The <c>aud</c> of its tokens: one of these.</summary>
    public Dictionary<string, string> Audiences { get; init; } = [];

    /// <summary>Secrets by which its tokens may be signed with HS256.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Where the keys are by which its tokens may be signed with ES256: an address, or <see cref="Discover"/>.</summary>
    public string? Jwks { get; init; }

    /// <summary>Whether its tokens must hold the hash of the body.</summary>
    public bool RequiresBodyHash { get; init; } = true;

    /// <summary>The address of its keys; null when it has none, or when what is set is no address.</summary>
    public Uri? JwksAddress => Jwks?.ToLowerInvariant() switch
    {
        null or "" or "false" => null,
        Discover or "true" => Web(Issuer) is { } issuer ? CachedJsonWebKeySource.AddressOf(issuer) : null,
        _ => Web(Jwks),
    };

    /// <summary>Whether an address of keys is asked for.</summary>
    public bool HasJwks => Jwks?.ToLowerInvariant() is not (null or "" or "false");

    private static Uri? Web(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" } ? address : null;
}
