using System.Text.Json;

namespace A2A.Protocol;

/// <summary>A unit of work of an agent (A2A 1.0, <c>Task</c>).</summary>
/// <remarks>
/// Called AgentTask so as not to clash with .NET's Task.
/// Like every type of this model it follows ProtoJSON: an absent member has its default, unknown members are ignored,
/// and members without a value are not written. A member that cannot be null has its default also where the JSON says
/// null, and where it says nothing: the generated readers hand null to init accessors then, past the initializer.
/// </remarks>
public sealed record AgentTask
{
    /// <summary>The server's id of the task.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    /// <summary>The conversation it belongs to.</summary>
    public string ContextId { get; init => field = value ?? ""; } = "";

    /// <summary>Its present state.</summary>
    public TaskStatus Status { get; init => field = value ?? new(); } = new();

    /// <summary>What it has produced, in the order of first appearance.</summary>
    public IReadOnlyList<Artifact>? Artifacts { get; init; }

    /// <summary>The messages so far, oldest first.</summary>
    public IReadOnlyList<Message>? History { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A task's state, with what the agent says about it (A2A 1.0, <c>TaskStatus</c>).</summary>
public sealed record TaskStatus
{
    /// <summary>The state.</summary>
    public TaskState State { get; init; }

    /// <summary>What the agent says about it.</summary>
    public Message? Message { get; init; }

    /// <summary>When the state was entered, in UTC with milliseconds.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
