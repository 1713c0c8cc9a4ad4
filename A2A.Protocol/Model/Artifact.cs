using System.Text.Json;

namespace A2A.Protocol;

/// <summary>Something that a task has produced (A2A 1.0, <c>Artifact</c>).</summary>
public sealed record Artifact
{
    /// <summary>Its id within the task.</summary>
    public string ArtifactId { get; init => field = value ?? ""; } = "";

    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Its content; at least one part.</summary>
    public IReadOnlyList<Part> Parts { get; init => field = value ?? []; } = [];

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>URIs of the extensions that contributed to it.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }
}
