using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>A task as it was at one place of its log.</summary>
internal sealed record TaskSnapshot
{
    public required TaskId Id { get; init; }

    /// <summary>The only caller that may see it.</summary>
    public required string Owner { get; init; }

    /// <summary>The name of the agent that works on it.</summary>
    public required string Agent { get; init; }

    /// <summary>The fold of the log up to <see cref="Cursor"/>.</summary>
    public required AgentTask Task { get; init; }

    public required EventCursor Cursor { get; init; }

    /// <summary>How many events the log holds.</summary>
    public required long Version { get; init; }

    /// <summary>What came with the caller's newest message: see <see cref="Diagnostics.TraceContext"/>.</summary>
    public string? TraceParent { get; init; }

    public TaskState State => Task.Status.State;
}
