using System.Text.Json.Serialization;

namespace A2A.Protocol.V03;

/// <summary>What an agent says of itself, as 0.3 writes it (A2A 0.3, section 5.5).</summary>
public sealed record V03AgentCard
{
    /// <summary>The protocol version of the endpoints, such as <c>0.3.0</c>.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The agent's name.</summary>
    public string? Name { get; init; }

    /// <summary>What it does, for people and for other agents.</summary>
    public string? Description { get; init; }

    /// <summary>The preferred endpoint.</summary>
    public string? Url { get; init; }

    /// <summary>The binding of <see cref="Url"/>; absent = <c>JSONRPC</c>.</summary>
    public string? PreferredTransport { get; init; }

    /// <summary>The other endpoints; the preferred one may be among them.</summary>
    public IReadOnlyList<V03AgentInterface>? AdditionalInterfaces { get; init; }

    /// <summary>Where a picture of the agent is.</summary>
    public string? IconUrl { get; init; }

    /// <summary>The organization that offers it.</summary>
    public AgentProvider? Provider { get; init; }

    /// <summary>The agent's own version.</summary>
    public string? Version { get; init; }

    /// <summary>Where its documentation is.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>What it can do beyond the minimum.</summary>
    public V03AgentCapabilities? Capabilities { get; init; }

    /// <summary>How callers can authenticate, by a name that <see cref="Security"/> uses.</summary>
    public IReadOnlyDictionary<string, V03SecurityScheme>? SecuritySchemes { get; init; }

    /// <summary>What every call needs: one of these; each names schemes and their scopes.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<string>>>? Security { get; init; }

    /// <summary>The media types that it takes.</summary>
    public IReadOnlyList<string>? DefaultInputModes { get; init; }

    /// <summary>The media types that it gives.</summary>
    public IReadOnlyList<string>? DefaultOutputModes { get; init; }

    /// <summary>What it is good at.</summary>
    public IReadOnlyList<V03AgentSkill>? Skills { get; init; }

    /// <summary>Authenticated callers can have a richer card.</summary>
    public bool? SupportsAuthenticatedExtendedCard { get; init; }

    /// <summary>Proofs of the card's author; 0.3 does not say what exactly they sign.</summary>
    public IReadOnlyList<AgentCardSignature>? Signatures { get; init; }
}

/// <summary>An endpoint (A2A 0.3, section 5.5.5).</summary>
public sealed record V03AgentInterface
{
    /// <summary>Its absolute URL.</summary>
    public string? Url { get; init; }

    /// <summary><c>JSONRPC</c>, <c>HTTP+JSON</c> or <c>GRPC</c>.</summary>
    public string? Transport { get; init; }
}

/// <summary>What an agent can do beyond the minimum (A2A 0.3, section 5.5.2).</summary>
public sealed record V03AgentCapabilities
{
    /// <summary>It streams events.</summary>
    public bool? Streaming { get; init; }

    /// <summary>It sends webhooks.</summary>
    public bool? PushNotifications { get; init; }

    /// <summary>Its tasks keep their messages.</summary>
    public bool? StateTransitionHistory { get; init; }

    /// <summary>The extensions of the protocol that it knows.</summary>
    public IReadOnlyList<AgentExtension>? Extensions { get; init; }
}

/// <summary>Something that an agent is good at (A2A 0.3, section 5.5.4).</summary>
public sealed record V03AgentSkill
{
    /// <summary>Its id within the agent.</summary>
    public string? Id { get; init; }

    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Things that one could ask.</summary>
    public IReadOnlyList<string>? Examples { get; init; }

    /// <summary>The media types that it takes; absent = the agent's.</summary>
    public IReadOnlyList<string>? InputModes { get; init; }

    /// <summary>The media types that it gives; absent = the agent's.</summary>
    public IReadOnlyList<string>? OutputModes { get; init; }

    /// <summary>What a call of this skill needs: one of these.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<string>>>? Security { get; init; }
}

/// <summary>A way for callers to authenticate, told apart by its type (A2A 0.3, section 5.5.3; OpenAPI 3.0).</summary>
public sealed record V03SecurityScheme
{
    /// <summary><c>apiKey</c>, <c>http</c>, <c>oauth2</c>, <c>openIdConnect</c> or <c>mutualTLS</c>.</summary>
    public string? Type { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Where an API key is: <c>query</c>, <c>header</c> or <c>cookie</c>.</summary>
    public string? In { get; init; }

    /// <summary>The name of an API key's header, query parameter or cookie.</summary>
    public string? Name { get; init; }

    /// <summary>The <c>Authorization</c> header's scheme, such as <c>Bearer</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary>What a bearer token is, such as <c>JWT</c>.</summary>
    public string? BearerFormat { get; init; }

    /// <summary>How an OAuth 2.0 token can be had.</summary>
    public OAuthFlows? Flows { get; init; }

    /// <summary>The authorization server's metadata (RFC 8414).</summary>
    [JsonPropertyName("oauth2MetadataUrl")]
    public string? OAuth2MetadataUrl { get; init; }

    /// <summary>The OpenID provider's discovery document.</summary>
    public string? OpenIdConnectUrl { get; init; }
}
