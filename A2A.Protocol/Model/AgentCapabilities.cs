namespace A2A.Protocol;

/// <summary>What an agent can do beyond the minimum (A2A 1.0, section 4.4.3, <c>AgentCapabilities</c>).</summary>
public sealed record AgentCapabilities
{
    /// <summary>It streams events.</summary>
    public bool? Streaming { get; init; }

    /// <summary>It sends webhooks.</summary>
    public bool? PushNotifications { get; init; }

    /// <summary>The extensions of the protocol that it knows.</summary>
    public IReadOnlyList<AgentExtension>? Extensions { get; init; }

    /// <summary>Authenticated callers can have a richer card.</summary>
    public bool? ExtendedAgentCard { get; init; }
}
