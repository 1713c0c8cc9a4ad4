using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>Tasks of all owners, for those who look after them. Changes nothing.</summary>
/// <remarks>All methods throw <see cref="StorageUnavailableException"/> when the store does not answer in time.</remarks>
internal interface ITaskRecords
{
    /// <summary>How many tasks there are in each state, and what waits to be done.</summary>
    Task<TaskSurvey> SurveyAsync(CancellationToken cancellationToken);

    /// <summary>Tasks of all owners, newest status first, without their messages and artifacts.</summary>
    /// <param name="state">Only those in this state; null = all.</param>
    /// <param name="after">The place of the last one of the page before; null = the first page.</param>
    /// <param name="most">How many at most; fewer when they are large, but one.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    Task<RecordedTasks> ListAsync(TaskState? state, PagePlace? after, int most, CancellationToken cancellationToken);

    /// <summary>A task with its newest events; null when there is none, or it belongs to another owner.</summary>
    /// <param name="owner">The owner of the task; null = the operator, for all owners.</param>
    /// <param name="id">The task.</param>
    /// <param name="mostEvents">How many events at most.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    Task<TaskRecord?> FindAsync(string? owner, TaskId id, int mostEvents, CancellationToken cancellationToken);
}

/// <param name="States">How many tasks are in each state; every state is there.</param>
/// <param name="Work">Tasks that an agent is to run.</param>
/// <param name="Deliveries">Subscriptions that have something to tell.</param>
/// <param name="DeadLetters">How many deliveries were given up.</param>
internal sealed record TaskSurvey(
    IReadOnlyDictionary<TaskState, long> States, QueueDepth Work, QueueDepth Deliveries, long DeadLetters);

/// <param name="Due">How many could be taken now.</param>
/// <param name="Later">How many are held by a replica, or wait for their time.</param>
/// <param name="Oldest">For how long the first of those due has been so; null when none is due.</param>
internal sealed record QueueDepth(long Due, long Later, TimeSpan? Oldest);

/// <param name="Tasks">Newest status first.</param>
/// <param name="Next">After which place to read on; null when nothing follows.</param>
internal sealed record RecordedTasks(IReadOnlyList<TaskSnapshot> Tasks, PagePlace? Next);

/// <summary>A task, how its run stands, and its newest events, all of one moment.</summary>
internal sealed record TaskRecord
{
    /// <summary>Without its messages and artifacts.</summary>
    public required TaskSnapshot Task { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>1 for the first; each answer of the caller begins a further one.</summary>
    public required int Turn { get; init; }

    /// <summary><see cref="TaskRun.Attempt"/>.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether a replica works on it.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>When it is due, or the lease of the replica that holds it ends; null when it waits for no worker.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<TaskEvent> Events { get; init; }
}
