using A2A.Server.Diagnostics;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>
/// One turn of one subscription: what is to be replayed, then its events, in order, one at a time, each settled before the
/// next but one.
/// </summary>
internal sealed partial class DeliveryRunner(
    ITaskEvents events, IDeliveryQueue queue, EventDelivery delivery, EndpointGate gate, FoldedTasks folds, RetrySchedule schedule,
    IOptions<PushOptions> options, TimeProvider time, ILogger<DeliveryRunner> logger)
{
    /// <summary>How long a subscription waits when the store did not answer.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(1);

    private readonly PushOptions _options = options.Value;

    /// <summary>A place at the endpoint of a config, when one is free and nothing is held against the endpoint.</summary>
    public IDisposable? TryEnter(string owner, PushConfig config) =>
        Uri.TryCreate(config.Config.Url, UriKind.Absolute, out var url)
            && EndpointGate.NameOf(url) is var endpoint
            && gate.Circuits.PauseOf(EndpointCircuits.NameOf(owner, endpoint)) is null
                ? gate.TryEnter(endpoint)
                : null;

    /// <summary>Settles whatever happens, unless the lease is lost.</summary>
    /// <param name="run">The subscription.</param>
    /// <param name="place">A place at its endpoint, which is left in the end; null when it has none yet.</param>
    /// <param name="hand">Events of its task that need not be read.</param>
    /// <param name="taken">When it was taken, as a timestamp.</param>
    /// <param name="stopping">No further event is begun.</param>
    /// <param name="shutdown">Breaks off what is under way.</param>
    /// <returns>After which time the subscription is due again; null when it is with its next event, or unknown.</returns>
    public async Task<TimeSpan?> RunAsync(
        DeliveryRun run, IDisposable? place, EventsInHand hand, long taken, CancellationToken stopping, CancellationToken shutdown)
    {
        var url = run.Config is { } known && Uri.TryCreate(known.Config.Url, UriKind.Absolute, out var absolute) ? absolute : null;
        var endpoint = url is null ? "" : EndpointGate.NameOf(url);
        await using var turn = new DeliveryTurn(run, endpoint, place, taken, gate, queue, _options.Lease, time);
        if (url is null || run.Config is not { } config)
        {
            return await BuryAllAsync(turn, "the push config cannot be read");
        }

        var log = new SubscriptionLog(events, run.Subscription, hand, NotificationBody.NeedsFold(config) ? folds : null);
        try
        {
            return turn.Pause is { } pause
                ? await HoldAsync(turn, log, pause, shutdown)
                : await TellAsync(turn, config, log, stopping, shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            LogBrokenOff(run.Subscription);
            return await EndAsync(turn, new Settlement.Postpone(TimeSpan.Zero));
        }
        catch (StorageUnavailableException)
        {
            return await EndAsync(turn, new Settlement.Postpone(Outage));
        }
        catch (Exception e)
        {
            LogUnexpected(run.Subscription, e);
            return await SettleUnexpectedAsync(turn);
        }
    }

    private async Task<TimeSpan?> TellAsync(
        DeliveryTurn turn, PushConfig config, SubscriptionLog log, CancellationToken stopping, CancellationToken shutdown)
    {
        for (var count = 0; count < _options.Turn && !stopping.IsCancellationRequested; count++)
        {
            if (await FindAsync(log, turn, shutdown) is not { } change)
            {
                return await BuryMissingAsync(turn);
            }

            // Long enough before the lease runs out that a whole request still fits in.
            if (await turn.EnterAsync(turn.Left - (_options.Timeout * 2), stopping) is { } full)
            {
                return await EndAsync(turn, full);
            }

            if (turn.Left < _options.Timeout)
            {
                LogLate(turn.Run.Subscription); // by the end of a request another replica might be at it
                return null;
            }

            var postpone = await turn.AskAsync(shutdown);
            if (postpone is not null && !(postpone.Unsendable is not null && schedule.IsOverdue(turn.Due.Unsent)))
            {
                return await EndAsync(turn, postpone);
            }

            bool IsFollowed() => turn.Due.Replay is null
                && log.Knows(change.Cursor)
                && count + 1 < _options.Turn
                && !stopping.IsCancellationRequested;
            var settlement = postpone is null
                ? await delivery.DeliverAsync(turn, config, change, log.Fold, IsFollowed, shutdown)
                : delivery.BuryOverdue(turn, change);
            if (settlement is Settlement.Advance delivered && IsFollowed() && await turn.TryAdvanceAsync(delivered))
            {
                continue;
            }

            var outcome = await turn.SettleAsync(change.Cursor, settlement);
            if (outcome is not SettleOutcome.More)
            {
                if (settlement is Settlement.Advance)
                {
                    log.Keep();
                }

                return DueAfter(turn, outcome);
            }
        }

        return await EndAsync(turn, new Settlement.Postpone(TimeSpan.Zero));
    }

    // Nothing is sent: what is due waits for the end of the pause, but for events that have waited for long enough.
    private async Task<TimeSpan?> HoldAsync(DeliveryTurn turn, SubscriptionLog log, TimeSpan pause, CancellationToken shutdown)
    {
        for (var count = 0; schedule.IsOverdue(turn.Due.Unsent); count++)
        {
            if (count == _options.Turn)
            {
                return await EndAsync(turn, new Settlement.Postpone(TimeSpan.Zero));
            }

            if (await FindAsync(log, turn, shutdown) is not { } change)
            {
                return await BuryMissingAsync(turn);
            }

            var outcome = await turn.SettleAsync(change.Cursor, delivery.BuryOverdue(turn, change));
            if (outcome is not SettleOutcome.More)
            {
                return DueAfter(turn, outcome);
            }
        }

        return await EndAsync(turn, new Settlement.Postpone(pause, EndpointCircuits.Reason));
    }

    private async Task<TimeSpan?> EndAsync(DeliveryTurn turn, Settlement settlement) =>
        DueAfter(turn, await turn.SettleAsync(done: null, settlement));

    private TimeSpan? DueAfter(DeliveryTurn turn, SettleOutcome outcome)
    {
        if (outcome is SettleOutcome.Lost { IsUnknown: true })
        {
            LogNotSettled(turn.Run.Subscription);
        }

        return (outcome as SettleOutcome.Settled)?.DueAfter;
    }

    private static Task<TaskEvent?> FindAsync(SubscriptionLog log, DeliveryTurn turn, CancellationToken cancellationToken) =>
        turn.Due.Replay is { } replay ? log.FindAsync(replay.Event, cancellationToken) : log.AfterAsync(turn.Cursor, cancellationToken);

    // The event now due is tried again like one that failed. It need not be at fault: in the end all there is is buried.
    private Task<TimeSpan?> SettleUnexpectedAsync(DeliveryTurn turn)
    {
        const string Reason = "an unexpected error; the log has it";
        var attempt = turn.Due.FailedAttempts + 1;
        return attempt >= _options.MaxAttempts
            ? BuryAllAsync(turn, Reason)
            : EndAsync(turn, new Settlement.Retry(turn.Due.Replay?.Event ?? turn.Cursor, schedule.Delay(attempt, wish: null), Reason));
    }

    private async Task<TimeSpan?> BuryMissingAsync(DeliveryTurn turn)
    {
        const string Reason = "the event is missing from the task's log";
        if (turn.Due.Replay is not { } replay)
        {
            return await BuryAllAsync(turn, Reason);
        }

        return await BuryAndEndAsync(turn, new Settlement.Bury(replay.Event, replay.Sequence, turn.Due.FailedAttempts, Reason));
    }

    private Task<TimeSpan?> BuryAllAsync(DeliveryTurn turn, string reason)
    {
        LogBuriedAll(turn.Run.Subscription, reason);
        AgentTelemetry.WebhookDeliveries.Add(1, new KeyValuePair<string, object?>("result", "buried"));
        return BuryAndEndAsync(turn, new Settlement.Bury(turn.Run.LastEvent, Sequence: 0, turn.Due.FailedAttempts, reason));
    }

    // What is due after it has its next turn.
    private async Task<TimeSpan?> BuryAndEndAsync(DeliveryTurn turn, Settlement.Bury bury)
    {
        var outcome = await turn.SettleAsync(done: null, bury);
        return outcome is SettleOutcome.More ? await EndAsync(turn, new Settlement.Postpone(TimeSpan.Zero)) : DueAfter(turn, outcome);
    }
}
