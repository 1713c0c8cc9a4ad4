namespace A2A.Server.Tasks;

/// <summary>A task as a worker takes it: what is there, and how far earlier runs came.</summary>
internal sealed record TaskRun
{
    public required Lease Lease { get; init; }

    public required TaskSnapshot Task { get; init; }

    /// <summary>Results of this turn's steps that are done, as JSON, by name.</summary>
    public required IReadOnlyDictionary<string, string> Steps { get; init; }

    /// <summary>How many operations of the agent are written already in this turn.</summary>
    public required long Sequence { get; init; }

    /// <summary>1 for the first run since the last step that was done; grows when an earlier run was lost.</summary>
    public required int Attempt { get; init; }

    /// <summary>1 for the message that made the task; each further message of the caller begins the next turn.</summary>
    public required int Turn { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>True when the task has a push config.</summary>
    public required bool HasWebhook { get; init; }

    /// <summary>The task's push configs as the newest write of this run found them.</summary>
    public LiveConfigs Configs { get; set; } = LiveConfigs.Unknown;

    /// <summary>The highest sequence that this run knows to be written. The store may have less after a fail-over.</summary>
    public long Acknowledged
    {
        get => Math.Max(field, Sequence);
        set;
    }

    /// <summary>The task as this run brings it to rest: ended, or waiting for its caller. Null when the run stops before.</summary>
    public TaskCompletionSource<TaskSnapshot?> Rest { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True when an earlier run of the turn did something already.</summary>
    public bool IsResumed => Attempt > 1 || Sequence > 0 || Steps.Count > 0;

    /// <summary>The first run of a turn, as the turn was written.</summary>
    public static TaskRun Begin(Lease lease, TaskSnapshot task, int turn, LiveConfigs configs, bool cancelRequested = false) => new()
    {
        Lease = lease,
        Task = task,
        Steps = new Dictionary<string, string>(),
        Sequence = 0,
        Attempt = 1,
        Turn = turn,
        CancelRequested = cancelRequested,
        HasWebhook = configs.All.Count > 0,
        Configs = configs,
    };
}
