using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>Where tasks live. Every method is one atomic step.</summary>
/// <remarks>
/// All methods throw <see cref="StorageUnavailableException"/> when the store does not answer in time; whether the step
/// was done is unknown then, and repeating it is safe.
/// </remarks>
internal interface ITaskStore
{
    /// <summary>Creates a task with its first event, or finds what the same message made before.</summary>
    Task<CreateOutcome> CreateAsync(NewTask task, CancellationToken cancellationToken);

    /// <summary>What the same message made before; null when nothing.</summary>
    Task<CreateOutcome?> FindEarlierAsync(NewTask task, CancellationToken cancellationToken);

    /// <summary>Keeps a direct answer in the place of a task, or finds what the same message made before.</summary>
    Task<CreateOutcome> KeepAnswerAsync(NewTask task, Message answer, CancellationToken cancellationToken);

    /// <summary>Forgets that a message made a task that ended so long ago: the same message makes another one then.</summary>
    /// <returns>False when the task has not, or when it was not made by the message.</returns>
    Task<bool> ForgetMessageAsync(NewTask task, TaskId made, TimeSpan ended, CancellationToken cancellationToken);

    /// <summary>Goes on with a task that waits for its caller.</summary>
    Task<ContinueOutcome> ContinueAsync(Continuation continuation, CancellationToken cancellationToken);

    /// <summary>The task as it is now; null when there is none or it belongs to another owner.</summary>
    /// <param name="owner">The caller.</param>
    /// <param name="id">The task.</param>
    /// <param name="messages">How many of its newest messages it holds at most; null = all.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task<TaskSnapshot?> FindAsync(string owner, TaskId id, int? messages, CancellationToken cancellationToken);

    /// <summary>
    /// The same with all its messages, as a write left it: not refused because the store is behind, since the caller would not hear what
    /// was written.
    /// </summary>
    Task<TaskSnapshot?> FindAsync(string owner, TaskId id, CancellationToken cancellationToken);

    /// <summary>
    /// The tasks that match and come after the place, newest status first: at most as many as the query's page holds; fewer
    /// when they are large, but one.
    /// </summary>
    Task<ListedTasks> ListAsync(TaskQuery query, PagePlace? after, CancellationToken cancellationToken);

    /// <summary>
    /// Writes one event of a run and what it changes. Repeating a (lease, sequence) writes nothing and gives the newest event.
    /// </summary>
    Task<AppendOutcome> AppendAsync(TaskRun run, TaskAppend append, CancellationToken cancellationToken);

    /// <summary>Keeps the result of a durable step for the rest of its turn.</summary>
    Task<LeaseOutcome> SaveStepAsync(Lease lease, string name, string resultJson, CancellationToken cancellationToken);

    /// <summary>Asks the worker that holds the task to end it; ends it when no worker does.</summary>
    Task<CancelOutcome> RequestCancelAsync(TaskSnapshot task, CancellationToken cancellationToken);
}

/// <summary>A task to be created.</summary>
internal sealed record NewTask
{
    public required TaskId Id { get; init; }
    public required string Owner { get; init; }
    public required string Agent { get; init; }
    public required Message Message { get; init; }
    public required string ContextId { get; init; }

    /// <summary>The context that the message named; null when it named none. The same id in another context is another message.</summary>
    public string? NamedContextId { get; init; }

    /// <summary>False when the message is a new one although its id was seen before.</summary>
    public bool IsGuarded { get; init; } = true;

    public PushConfig? Push { get; init; }
    public string? TraceParent { get; init; }

    /// <summary>
    /// Set when this replica has a free slot and begins at once; null leaves the task to the first worker that takes it.
    /// </summary>
    public Lease? Lease { get; init; }
}

/// <summary>A right to work on a task, until it runs out.</summary>
/// <param name="Task">The task.</param>
/// <param name="Token">Random; a holder has lost the task when the task no longer has its token.</param>
internal sealed record Lease(TaskId Task, string Token);

/// <summary>One event to be written by the holder of a lease.</summary>
/// <param name="Sequence">
/// 1 for the agent's first operation in a turn; the same again after a resume, so that what is written stays written once.
/// </param>
/// <param name="Event">The event; its status, if any, gets its time from the store's clock.</param>
/// <param name="Artifact">The whole artifact after an artifact update.</param>
/// <param name="TraceParent">The W3C traceparent of what caused it.</param>
internal sealed record TaskAppend(long Sequence, StreamResponse Event, Artifact? Artifact, string? TraceParent);

internal abstract record CreateOutcome
{
    private CreateOutcome() { }

    /// <param name="Task">The task.</param>
    /// <param name="Run">Its first run, when it was created under a lease.</param>
    public sealed record Created(TaskSnapshot Task, TaskRun? Run) : CreateOutcome;

    /// <summary>The same owner sent the same message before.</summary>
    public sealed record Existing(TaskId Id) : CreateOutcome;

    /// <summary>The message got a direct answer, now or before.</summary>
    /// <param name="Question">The message that was answered.</param>
    /// <param name="Answer">The answer.</param>
    public sealed record Answered(Message Question, Message Answer) : CreateOutcome;
}

internal abstract record AppendOutcome
{
    private AppendOutcome() { }

    /// <param name="Cursor">The event.</param>
    /// <param name="Version">How many events the log holds.</param>
    /// <param name="Time">When the event was stored, by the store's clock; of a repeated one, when the newest status was.</param>
    public sealed record Appended(EventCursor Cursor, long Version, DateTimeOffset Time) : AppendOutcome;

    /// <summary>The lease ran out or went to another holder: stop.</summary>
    public sealed record NotOwner : AppendOutcome;

    /// <summary>The task has ended: nothing may follow.</summary>
    public sealed record AlreadyTerminal : AppendOutcome;
}

internal enum LeaseOutcome
{
    Held,

    /// <summary>Held, and the caller wants the task canceled.</summary>
    CancelRequested,

    /// <summary>The lease ran out or went to another holder: stop.</summary>
    NotOwner,
}

internal enum CancelOutcome
{
    Requested,

    /// <summary>No worker held the task: it is canceled now.</summary>
    Ended,
    NotFound,
    AlreadyCanceled,
    AlreadyTerminal,
}

/// <summary>The store did not answer in time, or is so far behind that it was not asked. Callers hear 503 and may try again.</summary>
internal sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>False when nothing was sent, so that nothing is written.</summary>
    public bool WasAsked { get; init; } = true;
}
