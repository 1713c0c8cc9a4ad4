using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>A message with which a caller goes on with a task that waits for one.</summary>
internal sealed record Continuation
{
    /// <summary>The task as it was found; what decides is how it is when the message is taken in.</summary>
    public required TaskSnapshot Task { get; init; }

    /// <summary>The message, its task and its conversation filled in.</summary>
    public required Message Message { get; init; }

    /// <summary>False when the message is a new one although its id was seen before.</summary>
    public bool IsGuarded { get; init; } = true;

    /// <summary>Put on the task in the same step, so that its receiver is told of this message and of all that follows.</summary>
    public PushConfig? Push { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>
    /// Set when this replica has a free slot and begins at once; null leaves the task to the first worker that takes it.
    /// </summary>
    public Lease? Lease { get; init; }
}

internal abstract record ContinueOutcome
{
    private ContinueOutcome() { }

    /// <param name="Task">The task.</param>
    /// <param name="Run">The turn's first run, when it was begun under a lease.</param>
    public sealed record Continued(TaskSnapshot Task, TaskRun? Run) : ContinueOutcome;

    /// <summary>The task had this message already.</summary>
    public sealed record Existing(TaskSnapshot Task) : ContinueOutcome;

    public sealed record NotFound : ContinueOutcome;

    /// <summary>The task waits for no message, or another message came first.</summary>
    public sealed record NotWaiting(TaskState State) : ContinueOutcome;

    public sealed record OtherContext : ContinueOutcome;

    public sealed record TooManyMessages : ContinueOutcome;

    public sealed record TooManyBytes : ContinueOutcome;

    public sealed record TooManyConfigs(int Most) : ContinueOutcome;
}
