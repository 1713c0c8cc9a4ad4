using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Push;

/// <summary>The subscriptions that have something to tell, and the leases on them. Holds ids and cursors, never payloads.</summary>
/// <remarks>
/// All methods throw <see cref="StorageUnavailableException"/> when the store does not answer in time; whether the step
/// was done is unknown then, and repeating it is safe.
/// </remarks>
internal interface IDeliveryQueue
{
    /// <summary>Subscriptions that are due, at most so many. Claims nothing.</summary>
    Task<IReadOnlyList<Subscription>> DueAsync(int most, CancellationToken cancellationToken);

    /// <summary>Takes a due subscription under a random token, or confirms a lease that is held; null when it is not to be had.</summary>
    Task<DeliveryRun?> TakeAsync(Subscription subscription, string token, CancellationToken cancellationToken);

    /// <summary>Says what became of the event now due.</summary>
    Task<SettleOutcome> SettleAsync(DeliveryRun run, Settlement settlement, CancellationToken cancellationToken);
}

/// <summary>A subscription as it was taken.</summary>
internal sealed record DeliveryRun
{
    public required Subscription Subscription { get; init; }

    /// <summary>Proves the lease.</summary>
    public required string Token { get; init; }

    /// <summary>Null when what is stored cannot be read.</summary>
    public required PushConfig? Config { get; init; }

    /// <summary>The last event that is done with.</summary>
    public required EventCursor Cursor { get; init; }

    /// <summary>The newest event there was when it was taken.</summary>
    public required EventCursor LastEvent { get; init; }

    /// <summary>How many attempts at the event now due have failed.</summary>
    public required int FailedAttempts { get; init; }

    public required string Owner { get; init; }

    public required string Agent { get; init; }

    /// <summary>The W3C traceparent of the task's submission.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>What became of the event now due.</summary>
internal abstract record Settlement
{
    private Settlement() { }

    /// <summary>It was delivered, or there is nobody to tell of it.</summary>
    public sealed record Advance(EventCursor Event) : Settlement;

    /// <summary>It will never be delivered: it is kept with the reason, and the next one is due.</summary>
    public sealed record Bury(EventCursor Event, long Sequence, int Attempts, string Reason) : Settlement;

    /// <summary>The attempt failed; the next one is due after the delay.</summary>
    public sealed record Retry(TimeSpan Delay, string Reason) : Settlement;

    /// <summary>It was not attempted; it is due after the delay.</summary>
    public sealed record Postpone(TimeSpan Delay) : Settlement;

    /// <summary>The receiver wants no more of this subscription.</summary>
    public sealed record End(string Reason) : Settlement;
}

internal enum SettleOutcome
{
    /// <summary>Done; the lease is given back.</summary>
    Settled,

    /// <summary>Done, and there are newer events: the lease lasts a whole duration from now.</summary>
    More,

    /// <summary>The lease went to another holder, or the config is gone: stop.</summary>
    Lost,
}
