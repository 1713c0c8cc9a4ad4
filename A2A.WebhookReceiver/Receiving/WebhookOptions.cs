using A2A.Webhooks.AspNetCore;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>
/// How much the receiver takes, from where, and how listings are read. What it trusts is in the same section
/// (<see cref="WebhookVerification"/>).
/// </summary>
internal sealed class WebhookOptions
{
    public const string Section = WebhookVerification.Section;

    /// <summary>How many requests a sender, told by its address, may make per second in the long run.</summary>
    public int RequestsPerSecond { get; init; } = 1_000;

    /// <summary>How many requests a sender may make at once after a pause.</summary>
    public int Burst { get; init; } = 2_000;

    /// <summary>
    /// How many requests of a sender per second may fail verification in the long run before it is no longer listened to.
    /// </summary>
    public int RefusalsPerSecond { get; init; } = 20;

    /// <summary>How many requests of a sender may fail verification at once after a pause.</summary>
    public int RefusalBurst { get; init; } = 100;

    /// <summary>
    /// Origins that may have webhooks delivered here, as CloudEvents asks for it (<c>WebHook-Request-Origin</c>); none = every origin.
    /// </summary>
    public Dictionary<string, string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Proxies that are believed what they say in <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>-Prefix</c>: addresses or
    /// networks (CIDR), by a name that tells which.
    /// </summary>
    public Dictionary<string, string> KnownProxies { get; init; } = [];

    /// <summary>The key that listings ask for in <c>X-API-Key</c>; absent = they can be read without a key.</summary>
    public string? ReadKey { get; init; }

    /// <summary>Where the page's links to traces lead: the address of Aspire's dashboard; absent = trace ids without links.</summary>
    public string? DashboardUrl { get; init; }
}
