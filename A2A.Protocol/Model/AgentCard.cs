using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol;

/// <summary>What an agent says of itself (A2A 1.0, section 4.4.1, <c>AgentCard</c>).</summary>
public sealed record AgentCard
{
    /// <summary>The agent's name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it does, for people and for other agents.</summary>
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>Where it can be reached and how, the preferred one first.</summary>
    public IReadOnlyList<AgentInterface> SupportedInterfaces { get; init => field = value ?? []; } = [];

    /// <summary>The organization that offers it.</summary>
    public AgentProvider? Provider { get; init; }

    /// <summary>The agent's own version.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>Where its documentation is.</summary>
    [ProtoField(IsOptional = true)]
    public string? DocumentationUrl { get; init; }

    /// <summary>What it can do beyond the minimum.</summary>
    public AgentCapabilities Capabilities { get; init => field = value ?? new(); } = new();

    /// <summary>How callers can authenticate, by a name that <see cref="SecurityRequirements"/> use.</summary>
    public IReadOnlyDictionary<string, SecurityScheme>? SecuritySchemes { get; init; }

    /// <summary>What every call needs: one of these.</summary>
    public IReadOnlyList<SecurityRequirement>? SecurityRequirements { get; init; }

    /// <summary>The media types that it takes.</summary>
    public IReadOnlyList<string> DefaultInputModes { get; init => field = value ?? []; } = [];

    /// <summary>The media types that it gives.</summary>
    public IReadOnlyList<string> DefaultOutputModes { get; init => field = value ?? []; } = [];

    /// <summary>What it is good at.</summary>
    public IReadOnlyList<AgentSkill> Skills { get; init => field = value ?? []; } = [];

    /// <summary>Proofs of the card's author.</summary>
    /// <remarks>To be verified by <see cref="Signing.AgentCardVerifier"/>.</remarks>
    public IReadOnlyList<AgentCardSignature>? Signatures { get; init; }

    /// <summary>Where a picture of the agent is.</summary>
    [ProtoField(IsOptional = true)]
    public string? IconUrl { get; init; }
}

/// <summary>An endpoint of an agent (A2A 1.0, section 4.4.6, <c>AgentInterface</c>).</summary>
public sealed record AgentInterface
{
    /// <summary>Its absolute URL.</summary>
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary><c>JSONRPC</c>, <c>HTTP+JSON</c> or <c>GRPC</c>.</summary>
    public string ProtocolBinding { get; init => field = value ?? ""; } = "";

    /// <summary>What every request to this endpoint must carry as its <c>tenant</c>; absent = nothing.</summary>
    public string? Tenant { get; init; }

    /// <summary>The protocol's version, as Major.Minor.</summary>
    public string ProtocolVersion { get; init => field = value ?? ""; } = "";
}

/// <summary>The organization that offers an agent (A2A 1.0, section 4.4.2, <c>AgentProvider</c>).</summary>
public sealed record AgentProvider
{
    /// <summary>The organization's site.</summary>
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary>The organization's name.</summary>
    public string Organization { get; init => field = value ?? ""; } = "";
}

/// <summary>Something that an agent is good at (A2A 1.0, section 4.4.5, <c>AgentSkill</c>).</summary>
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

    /// <summary>The media types that it takes; absent = the agent's.</summary>
    public IReadOnlyList<string>? InputModes { get; init; }

    /// <summary>The media types that it gives; absent = the agent's.</summary>
    public IReadOnlyList<string>? OutputModes { get; init; }

    /// <summary>What a call of this skill needs: one of these.</summary>
    public IReadOnlyList<SecurityRequirement>? SecurityRequirements { get; init; }
}

/// <summary>A JSON Web Signature of a card without its payload, which is the card itself (A2A 1.0, section 4.4.7; RFC 7515).</summary>
public sealed record AgentCardSignature
{
    /// <summary>The protected header: base64url of <c>{"alg":"ES256","typ":"JOSE","kid":"…"}</c>.</summary>
    public string Protected { get; init => field = value ?? ""; } = "";

    /// <summary>The signature in base64url.</summary>
    public string Signature { get; init => field = value ?? ""; } = "";

    /// <summary>The unprotected header: an object.</summary>
    public JsonElement? Header { get; init; }
}
