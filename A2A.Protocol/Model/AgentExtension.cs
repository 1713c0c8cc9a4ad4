using System.Text.Json;

namespace A2A.Protocol;

/// <summary>An extension of the protocol that an agent supports (A2A 1.0, <c>AgentExtension</c>).</summary>
public sealed record AgentExtension
{
    /// <summary>Names the extension and its version.</summary>
    public string Uri { get; init => field = value ?? ""; } = "";

    /// <summary>How the agent uses it, for people.</summary>
    public string? Description { get; init; }

    /// <summary>True when the agent answers only calls that name it.</summary>
    public bool? Required { get; init; }

    /// <summary>Free data of the extension.</summary>
    public JsonElement? Params { get; init; }
}
