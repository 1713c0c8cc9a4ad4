using A2A.Server.Tasks;

namespace A2A.Server.Push;

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

    /// <summary>
    /// Its receiver's URL without the query, which may hold a secret; empty when the config cannot be read.
    /// </summary>
    public string Endpoint => WebhookUrl.Shown(Config?.Config.Url);

    /// <summary>The last event that is done with.</summary>
    public required EventCursor Cursor { get; init; }

    /// <summary>The newest event there was when it was taken.</summary>
    public required EventCursor LastEvent { get; init; }

    /// <summary>What is due first.</summary>
    public required DueEvent Due { get; init; }

    public required string Owner { get; init; }

    public required string Agent { get; init; }

    /// <summary>What came with the task's newest message: see <see cref="Diagnostics.TraceContext"/>.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>The event of a subscription that is due.</summary>
/// <param name="Replay">One that was buried and is to be sent again; null = the first event after the cursor.</param>
/// <param name="FailedAttempts">How many attempts at it have failed.</param>
/// <param name="Unsent">
/// For how long it could not be sent: from its own time or the beginning of its subscription's outage, whichever is later;
/// zero when nothing has failed. A replay's from its first failure.
/// </param>
/// <param name="Fault">What was at fault the last time that something of the subscription failed; null when nothing has.</param>
/// <param name="FaultFor">For how long that has been so without a break, and the event was there.</param>
internal sealed record DueEvent(
    Replay? Replay, int FailedAttempts, TimeSpan Unsent, DeliveryFault? Fault = null, TimeSpan FaultFor = default);

/// <summary>A buried event that is to be sent again.</summary>
internal sealed record Replay(EventCursor Event, long Sequence);

/// <summary>What became of the event now due.</summary>
internal abstract record Settlement
{
    private Settlement() { }

    /// <summary>The attempt from which it follows; null when there was none.</summary>
    public AttemptRecord? Attempt { get; init; }

    /// <summary>It was delivered, or needs no notification.</summary>
    public sealed record Advance(EventCursor Event) : Settlement;

    /// <summary>
    /// It will never be delivered: it is kept with the reason, and the next one is due. Sequence 0 = so are all events up to it,
    /// and all replays.
    /// </summary>
    public sealed record Bury(EventCursor Event, long Sequence, int Attempts, string Reason) : Settlement
    {
        /// <summary>What was at fault at the last attempt; null when there was none.</summary>
        public DeliveryFault? Fault { get; init; }
    }

    /// <summary>The attempt failed; the next one is due after the delay.</summary>
    public sealed record Retry(
        EventCursor Event, TimeSpan Delay, string Reason, DeliveryFault Fault = DeliveryFault.Outage) : Settlement;

    /// <summary>It was not attempted; it is due after the delay.</summary>
    /// <param name="Delay">Until when.</param>
    /// <param name="Unsendable">Why its receiver gets nothing now; null when it only has to wait for its turn.</param>
    public sealed record Postpone(TimeSpan Delay, string? Unsendable = null) : Settlement;

    /// <summary>The receiver wants no more of this subscription.</summary>
    public sealed record End(EventCursor Event, string Reason) : Settlement;
}

/// <summary>Whether a settlement counts.</summary>
internal abstract record SettleOutcome
{
    private SettleOutcome() { }

    /// <summary>Done; the lease is given back.</summary>
    /// <param name="DueAfter">When the subscription is due again; null when it is with its next event.</param>
    public sealed record Settled(TimeSpan? DueAfter) : SettleOutcome;

    /// <summary>Done, and there is more: the lease lasts a whole duration from now.</summary>
    public sealed record More(DueEvent Next) : SettleOutcome;

    /// <summary>The lease went to another holder, or the config is gone: stop.</summary>
    /// <param name="IsUnknown">True when the store did not say so in time.</param>
    public sealed record Lost(bool IsUnknown = false) : SettleOutcome;
}
