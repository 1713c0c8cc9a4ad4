using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>
/// What became of webhooks. An owner sees and changes only what belongs to its own tasks; null = the operator, for all owners.
/// </summary>
/// <remarks>All methods throw <see cref="StorageUnavailableException"/>; calling again is harmless.</remarks>
internal interface IDeliveryRecords
{
    /// <summary>The newest attempts, oldest first; null when there is no such task. How many are kept is bounded per task.</summary>
    Task<IReadOnlyList<AttemptRecord>?> AttemptsAsync(string? owner, TaskId task, CancellationToken cancellationToken);

    /// <summary>The task's subscriptions in the order of their ids; null when there is no such task.</summary>
    Task<IReadOnlyList<SubscriptionStatus>?> SubscriptionsAsync(string? owner, TaskId task, CancellationToken cancellationToken);

    /// <summary>Deliveries that were buried, oldest first.</summary>
    /// <param name="owner">The owner of their tasks; null = the operator, for all owners.</param>
    /// <param name="since">Those buried from this time on; null = all.</param>
    /// <param name="after">The last one of the page before; null = the first page.</param>
    /// <param name="most">How many at most: 1 to 1000.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    Task<DeadLetterPage> DeadLettersAsync(
        string? owner, DateTimeOffset? since, DeadLetterId? after, int most, CancellationToken cancellationToken);

    /// <summary>Makes a dead letter due again, before every newer event of its subscription. It is no dead letter from then on.</summary>
    Task<ReplayOutcome> ReplayAsync(string? owner, DeadLetterId id, CancellationToken cancellationToken);

    /// <summary>Makes all dead letters due again that were buried from that time on (null = all) and can be sent.</summary>
    Task<ReplayCount> ReplayAllAsync(string? owner, DateTimeOffset? since, CancellationToken cancellationToken);

    /// <summary>Removes a dead letter for ever; false when there is none.</summary>
    Task<bool> PurgeAsync(string? owner, DeadLetterId id, CancellationToken cancellationToken);

    /// <summary>Removes all dead letters for ever that were buried before that time (null = all). Gives how many.</summary>
    Task<long> PurgeAllAsync(string? owner, DateTimeOffset? before, CancellationToken cancellationToken);
}

/// <summary>One attempt to deliver a webhook.</summary>
internal sealed record AttemptRecord
{
    public required DateTimeOffset At { get; init; }

    public required string DeliveryId { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary><see cref="DeliveryRun.Endpoint"/>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public required int? Status { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary><see cref="DeliveryOutcome.Name"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why it was not delivered; null when it was.</summary>
    public required string? Reason { get; init; }

    /// <summary>The beginning of an answer that was no success; null when there was none.</summary>
    public string? Answer { get; init; }
}

/// <summary>How a subscription is.</summary>
internal sealed record SubscriptionStatus
{
    public required string ConfigId { get; init; }

    public required SubscriptionState State { get; init; }

    /// <summary>Failed attempts at the event now due.</summary>
    public required int FailedAttempts { get; init; }

    /// <summary>Why it is failing or has ended.</summary>
    public required string? Reason { get; init; }

    /// <summary>When it is due next; null when nothing is due.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>When its first attempt since its last delivery failed; null when none has, or when it has ended.</summary>
    public DateTimeOffset? FailingSince { get; init; }
}

internal enum SubscriptionState
{
    Active,
    Failing,
    Ended,
}
