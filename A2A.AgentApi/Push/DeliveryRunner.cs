using A2A.AgentApi.Diagnostics;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>One turn of one subscription: what is to be replayed, then its events, in order, one at a time, each settled before the next.</summary>
internal sealed partial class DeliveryRunner(
    ITaskEvents events, EventDelivery delivery, DeliverySettler settler, EndpointGate gate, DeliveryDecision decision, RetrySchedule schedule,
    IOptions<PushOptions> options, TimeProvider time, ILogger<DeliveryRunner> logger)
{
    /// <summary>How long a subscription waits when the store did not answer.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(1);

    private readonly PushOptions _options = options.Value;

    /// <summary>Settles whatever happens, unless the lease is lost.</summary>
    /// <param name="run">The subscription.</param>
    /// <param name="taken">When it was taken, as a timestamp.</param>
    /// <param name="stopping">No further event is begun.</param>
    /// <param name="shutdown">Breaks off what is under way.</param>
    /// <returns>After which time the subscription is due again; null when it is with its next event, or unknown.</returns>
    public async Task<TimeSpan?> RunAsync(DeliveryRun run, long taken, CancellationToken stopping, CancellationToken shutdown)
    {
        if (run.Config is not { } config || !Uri.TryCreate(config.Config.Url, UriKind.Absolute, out var url))
        {
            return await BuryAllAsync(run, "the push config cannot be read", run.Due.FailedAttempts);
        }

        var place = new TurnPlace(run);
        var endpoint = EndpointGate.NameOf(url);
        if (gate.PauseOf(endpoint) is { } pause)
        {
            return await SafelyAsync(run, place, () => HoldAsync(run, place, pause, shutdown), shutdown);
        }

        // Long enough before the lease runs out that a whole request still fits in.
        var patience = _options.Lease - (_options.Timeout * 2) - time.GetElapsedTime(taken);
        switch (await gate.EnterAsync(endpoint, patience, stopping))
        {
            case Admission.Full full:
                return await EndAsync(run, new Settlement.Postpone(full.ComeAgain));
            case Admission.Entered entered:
                await using (var visit = gate.Visit(endpoint, entered.Place))
                {
                    var told = new Told(run, config, visit);
                    return await SafelyAsync(run, place, () => TellAsync(told, place, taken, stopping, shutdown), shutdown);
                }

            default:
                return null;
        }
    }

    private async Task<TimeSpan?> SafelyAsync(DeliveryRun run, TurnPlace place, Func<Task<TimeSpan?>> turn, CancellationToken shutdown)
    {
        try
        {
            return await turn();
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            LogBrokenOff(run.Subscription);
            return await EndAsync(run, new Settlement.Postpone(TimeSpan.Zero));
        }
        catch (StorageUnavailableException)
        {
            return await EndAsync(run, new Settlement.Postpone(Outage));
        }
        catch (Exception e)
        {
            LogUnexpected(run.Subscription, e);
            return await SettleUnexpectedAsync(run, place);
        }
    }

    private async Task<TimeSpan?> TellAsync(Told told, TurnPlace place, long leased, CancellationToken stopping, CancellationToken shutdown)
    {
        var run = told.Run;
        var log = new SubscriptionLog(events, run.Subscription.Task, NotificationBody.NeedsFold(told.Config));
        for (var count = 0; count < _options.Turn && !stopping.IsCancellationRequested; count++)
        {
            var due = place.Due;
            if (await FindAsync(log, place, shutdown) is not { } change)
            {
                return await BuryMissingAsync(run, due);
            }

            if (time.GetElapsedTime(leased) + _options.Timeout > _options.Lease)
            {
                LogLate(run.Subscription); // by the end of a request another replica might be at it
                return null;
            }

            var postpone = await told.Visit.AskAsync(shutdown);
            if (postpone is not null && !IsOverdue(postpone, due))
            {
                return await EndAsync(run, postpone);
            }

            var settlement = postpone is null ? await delivery.DeliverAsync(told, due, change, log.Fold, shutdown) : BuryOverdue(run, due, change);
            leased = time.GetTimestamp();
            var outcome = await settler.SettleAsync(run, settlement);
            if (outcome is not SettleOutcome.More more)
            {
                return DueAfter(outcome);
            }

            place.GoPast(change, more.Next);
        }

        return await EndAsync(run, new Settlement.Postpone(TimeSpan.Zero));
    }

    // Nothing is sent: what is due waits for the end of the pause, but for events that have waited for long enough.
    private async Task<TimeSpan?> HoldAsync(DeliveryRun run, TurnPlace place, TimeSpan pause, CancellationToken shutdown)
    {
        var log = new SubscriptionLog(events, run.Subscription.Task, folds: false);
        for (var count = 0; decision.IsOverdue(place.Due.Unsent); count++)
        {
            if (count == _options.Turn)
            {
                return await EndAsync(run, new Settlement.Postpone(TimeSpan.Zero));
            }

            if (await FindAsync(log, place, shutdown) is not { } change)
            {
                return await BuryMissingAsync(run, place.Due);
            }

            var outcome = await settler.SettleAsync(run, BuryOverdue(run, place.Due, change));
            if (outcome is not SettleOutcome.More more)
            {
                return DueAfter(outcome);
            }

            place.GoPast(change, more.Next);
        }

        return await EndAsync(run, new Settlement.Postpone(pause, EndpointCircuits.Reason));
    }

    private async Task<TimeSpan?> EndAsync(DeliveryRun run, Settlement settlement) => DueAfter(await settler.SettleAsync(run, settlement));

    private static TimeSpan? DueAfter(SettleOutcome outcome) => (outcome as SettleOutcome.Settled)?.DueAfter;

    private bool IsOverdue(Settlement.Postpone postpone, DueEvent due) => postpone.Unsendable is not null && decision.IsOverdue(due.Unsent);

    private Settlement.Bury BuryOverdue(DeliveryRun run, DueEvent due, TaskEvent change)
    {
        var reason = decision.Overdue(EndpointCircuits.Reason);
        LogOverdue(run.Subscription.DeliveryId(change.Sequence), due.FailedAttempts, reason);
        AgentTelemetry.WebhookDeliveries.Add(1, new KeyValuePair<string, object?>("result", "buried"));
        return new Settlement.Bury(change.Cursor, change.Sequence, due.FailedAttempts, reason);
    }

    private static Task<TaskEvent?> FindAsync(SubscriptionLog log, TurnPlace place, CancellationToken cancellationToken) =>
        place.Due.Replay is { } replay ? log.FindAsync(replay.Event, cancellationToken) : log.AfterAsync(place.Cursor, cancellationToken);

    // The event now due is tried again like one that failed. It need not be at fault: in the end all there is is buried.
    private Task<TimeSpan?> SettleUnexpectedAsync(DeliveryRun run, TurnPlace place)
    {
        const string Reason = "an unexpected error; the log has it";
        var attempt = place.Due.FailedAttempts + 1;
        return attempt >= _options.MaxAttempts
            ? BuryAllAsync(run, Reason, place.Due.FailedAttempts)
            : EndAsync(run, new Settlement.Retry(place.Due.Replay?.Event ?? place.Cursor, schedule.Delay(attempt, wish: null), Reason));
    }

    private async Task<TimeSpan?> BuryMissingAsync(DeliveryRun run, DueEvent due)
    {
        const string Reason = "the event is missing from the task's log";
        if (due.Replay is not { } replay)
        {
            return await BuryAllAsync(run, Reason, due.FailedAttempts);
        }

        var outcome = await settler.SettleAsync(run, new Settlement.Bury(replay.Event, replay.Sequence, due.FailedAttempts, Reason));
        return outcome is SettleOutcome.More ? await EndAsync(run, new Settlement.Postpone(TimeSpan.Zero)) : DueAfter(outcome);
    }

    private Task<TimeSpan?> BuryAllAsync(DeliveryRun run, string reason, int attempts)
    {
        LogBuriedAll(run.Subscription, reason);
        AgentTelemetry.WebhookDeliveries.Add(1, new KeyValuePair<string, object?>("result", "buried"));
        return EndAsync(run, new Settlement.Bury(run.LastEvent, Sequence: 0, attempts, reason));
    }
}
