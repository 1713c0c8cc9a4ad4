using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol;

/// <summary>One item of a stream, and the body of a 1.0 webhook: exactly one member is set (A2A 1.0, <c>StreamResponse</c>).</summary>
public sealed record StreamResponse
{
    private const string Payload = "payload";

    /// <summary>The whole task: always the first item.</summary>
    [ProtoField(OneOf = Payload)]
    public AgentTask? Task { get; init; }

    /// <summary>A direct answer, which no task backs.</summary>
    [ProtoField(OneOf = Payload)]
    public Message? Message { get; init; }

    /// <summary>The state changed.</summary>
    [ProtoField(OneOf = Payload)]
    public TaskStatusUpdateEvent? StatusUpdate { get; init; }

    /// <summary>An artifact came or grew.</summary>
    [ProtoField(OneOf = Payload)]
    public TaskArtifactUpdateEvent? ArtifactUpdate { get; init; }
}

/// <summary>A task's state changed (A2A 1.0, <c>TaskStatusUpdateEvent</c>).</summary>
public sealed record TaskStatusUpdateEvent
{
    /// <summary>The task.</summary>
    public string TaskId { get; init => field = value ?? ""; } = "";

    /// <summary>Its conversation.</summary>
    public string ContextId { get; init => field = value ?? ""; } = "";

    /// <summary>The new status.</summary>
    public TaskStatus Status { get; init => field = value ?? new(); } = new();

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>An artifact came or grew (A2A 1.0, <c>TaskArtifactUpdateEvent</c>).</summary>
public sealed record TaskArtifactUpdateEvent
{
    /// <summary>The task.</summary>
    public string TaskId { get; init => field = value ?? ""; } = "";

    /// <summary>Its conversation.</summary>
    public string ContextId { get; init => field = value ?? ""; } = "";

    /// <summary>The artifact, or the chunk of it that is new.</summary>
    public Artifact Artifact { get; init => field = value ?? new(); } = new();

    /// <summary>True when the parts go after those of the artifact with this id; otherwise they replace it.</summary>
    public bool Append { get; init; }

    /// <summary>True when no further chunk of this artifact follows.</summary>
    public bool LastChunk { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}
