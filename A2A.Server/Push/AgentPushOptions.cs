namespace A2A.Server.Push;

/// <summary>How the webhooks of one agent are sent: <c>Push:Agents:&lt;name&gt;</c>.</summary>
public sealed class AgentPushOptions
{
    /// <summary>
    /// How the owner of a webhook's address is asked whether it wants the webhooks; absent = <see cref="PushOptions.Challenge"/>.
    /// </summary>
    public ChallengePolicy? Challenge { get; set; }

    /// <summary>The <c>iss</c> of its tokens; absent = <see cref="PushOptions.Issuer"/>.</summary>
    public string? Issuer { get; set; }

    /// <summary>The <c>aud</c> of its tokens; absent = the origin of the webhook's URL.</summary>
    public string? Audience { get; set; }

    /// <summary>Signs the tokens of configs with a secret of their own; absent = that secret.</summary>
    public string? TokenSecret { get; set; }

    /// <summary>What <c>X-A2A-Security-Level</c> says; absent = the header is not sent.</summary>
    public string? SecurityLevel { get; set; }
}

/// <summary>How the owner of a webhook's address is asked whether it wants the webhooks.</summary>
public enum ChallengePolicy
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary><c>GET {url}/validate?challenge=…</c>; the answer must hold the challenge.</summary>
    Echo,

    /// <summary>
    /// <c>OPTIONS</c> with <c>WebHook-Request-Origin</c> (CloudEvents, HTTP 1.1 Web Hooks for Event Delivery, section 4).
    /// </summary>
    CloudEvents,
}
