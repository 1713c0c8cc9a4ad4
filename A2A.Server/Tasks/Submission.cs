using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>A message that a caller sends to an agent; it has been checked.</summary>
internal sealed record Submission
{
    public required string Owner { get; init; }
    public required string Agent { get; init; }
    public required Message Message { get; init; }
    public PushConfig? Push { get; init; }
}

internal abstract record SubmitOutcome
{
    private SubmitOutcome() { }

    /// <param name="Task">The task.</param>
    /// <param name="Rest">
    /// The task as its run on this replica brings it to rest; see <see cref="TaskRun.Rest"/>. Null when it runs elsewhere, or
    /// ran before.
    /// </param>
    public sealed record Accepted(TaskSnapshot Task, Task<TaskSnapshot?>? Rest = null) : SubmitOutcome;

    /// <summary>The agent answered at once: no task backs it.</summary>
    public sealed record Answered(Message Answer) : SubmitOutcome;

    /// <summary>A message with the same id and other content was sent before.</summary>
    public sealed record OtherMessage : SubmitOutcome;

    /// <summary>The message names a task that is not there, or not the caller's.</summary>
    public sealed record TaskNotFound(string Id) : SubmitOutcome;

    /// <summary>The message names a task that waits for none.</summary>
    public sealed record NotWaiting(TaskState State) : SubmitOutcome;

    /// <summary>The message names a conversation that is not its task's.</summary>
    public sealed record OtherContext(string ContextId) : SubmitOutcome;

    /// <summary>The task holds as many messages as it may.</summary>
    public sealed record TooManyMessages(int Most) : SubmitOutcome;

    /// <summary>With this message the task's messages would have more bytes than they may.</summary>
    public sealed record TooManyBytes(int Most) : SubmitOutcome;

    /// <summary>The message brings a push config, and the task has as many as it may.</summary>
    public sealed record TooManyConfigs(int Most) : SubmitOutcome;
}
