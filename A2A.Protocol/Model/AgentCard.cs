namespace A2A.Protocol;

/// <summary>
/// What an agent says of itself. The blended form: 1.0's members, and those of 0.3 by which an older client finds its
/// way (A2A 1.0, <c>AgentCard</c>; A2A 0.3, section 5.5).
/// </summary>
public sealed record AgentCard
{
    /// <summary>The agent's name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it does, for people and for other agents.</summary>
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>Where it can be reached and how, the preferred one first (1.0).</summary>
    public IReadOnlyList<AgentInterface>? SupportedInterfaces { get; init; }

    /// <summary>Who offers it.</summary>
    public AgentProvider? Provider { get; init; }

    /// <summary>The agent's own version.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>Where its documentation is.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>What it can do beyond the minimum.</summary>
    public AgentCapabilities Capabilities { get; init => field = value ?? new(); } = new();

    /// <summary>The media types that it takes.</summary>
    public IReadOnlyList<string> DefaultInputModes { get; init => field = value ?? []; } = [];

    /// <summary>The media types that it gives.</summary>
    public IReadOnlyList<string> DefaultOutputModes { get; init => field = value ?? []; } = [];

    /// <summary>What it is good at.</summary>
    public IReadOnlyList<AgentSkill> Skills { get; init => field = value ?? []; } = [];

    /// <summary>The protocol version of <see cref="Url"/> (0.3).</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The preferred endpoint (0.3).</summary>
    public string? Url { get; init; }

    /// <summary>The binding of <see cref="Url"/>, such as <c>JSONRPC</c> (0.3).</summary>
    public string? PreferredTransport { get; init; }

    /// <summary>True when a richer card is to be had behind authentication (0.3).</summary>
    public bool? SupportsAuthenticatedExtendedCard { get; init; }
}

/// <summary>An endpoint of an agent (A2A 1.0, <c>AgentInterface</c>).</summary>
public sealed record AgentInterface
{
    /// <summary>Its absolute URL.</summary>
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary><c>JSONRPC</c>, <c>HTTP+JSON</c> or <c>GRPC</c>.</summary>
    public string ProtocolBinding { get; init => field = value ?? ""; } = "";

    /// <summary>The protocol's version, as Major.Minor.</summary>
    public string ProtocolVersion { get; init => field = value ?? ""; } = "";
}

/// <summary>Who offers an agent.</summary>
public sealed record AgentProvider
{
    /// <summary>The organization's site.</summary>
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary>The organization's name.</summary>
    public string Organization { get; init => field = value ?? ""; } = "";
}

/// <summary>What an agent can do beyond the minimum.</summary>
public sealed record AgentCapabilities
{
    /// <summary>It streams events.</summary>
    public bool? Streaming { get; init; }

    /// <summary>It sends webhooks.</summary>
    public bool? PushNotifications { get; init; }

    /// <summary>The extensions of the protocol that it supports.</summary>
    public IReadOnlyList<AgentExtension>? Extensions { get; init; }

    /// <summary>Its tasks keep their messages (0.3).</summary>
    public bool? StateTransitionHistory { get; init; }
}

/// <summary>Something that an agent is good at.</summary>
public sealed record AgentSkill
{
    /// <summary>Its id within the agent.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    /// <summary>A name for people.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it does.</summary>
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    /// <summary>Things that one could ask.</summary>
    public IReadOnlyList<string>? Examples { get; init; }
}
