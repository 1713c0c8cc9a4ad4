using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>What became of a task's webhooks. Whoever asks as an owner sees only his own tasks; null = the operator, who sees all.</summary>
/// <remarks>All methods throw <see cref="StorageUnavailableException"/>.</remarks>
internal interface IDeliveryRecords
{
    /// <summary>The newest attempts, oldest first; null when there is no such task. How many are kept is bounded per task.</summary>
    Task<IReadOnlyList<AttemptRecord>?> AttemptsAsync(string? owner, TaskId task, CancellationToken cancellationToken);

    /// <summary>The task's subscriptions in the order of their ids; null when there is no such task.</summary>
    Task<IReadOnlyList<SubscriptionStatus>?> SubscriptionsAsync(string? owner, TaskId task, CancellationToken cancellationToken);
}

/// <summary>One attempt to deliver a webhook. Holds no secret and no URL.</summary>
internal sealed record AttemptRecord
{
    public required DateTimeOffset At { get; init; }

    public required string DeliveryId { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Host and port.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public required int? Status { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary><see cref="DeliveryOutcome.Name"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why it was not delivered; null when it was.</summary>
    public required string? Reason { get; init; }
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
}

internal enum SubscriptionState
{
    Active,
    Failing,
    Ended,
}
