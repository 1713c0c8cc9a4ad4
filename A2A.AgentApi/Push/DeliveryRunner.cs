using A2A.AgentApi.Diagnostics;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>One turn of one subscription: what is to be replayed, then its events, in order, one at a time, each settled before the next.</summary>
internal sealed partial class DeliveryRunner(
    ITaskEvents events, EventDelivery delivery, DeliverySettler settler, EndpointGate gate, DeliveryDecision decision, RetrySchedule schedule,
    IOptions<PushOptions> options, TimeProvider time, ILogger<DeliveryRunner> logger)
{
    private readonly PushOptions _options = options.Value;

    /// <summary>Settles whatever happens, unless the lease is lost.</summary>
    /// <param name="run">The subscription.</param>
    /// <param name="taken">When it was taken, as a timestamp.</param>
    /// <param name="stopping">No further event is begun.</param>
    /// <param name="shutdown">Breaks off what is under way.</param>
    /// <returns>After which time to look again; null when a doorbell or the sweep will tell.</returns>
    public async Task<TimeSpan?> RunAsync(DeliveryRun run, long taken, CancellationToken stopping, CancellationToken shutdown)
    {
        if (run.Config is not { } config || !Uri.TryCreate(config.Config.Url, UriKind.Absolute, out var url))
        {
            await BuryAllAsync(run, "the push config cannot be read", run.Due.FailedAttempts);
            return null;
        }

        var place = new TurnPlace(run);
        var endpoint = EndpointGate.NameOf(url);
        if (gate.PauseOf(endpoint) is { } pause)
        {
            await SafelyAsync(run, place, () => HoldAsync(run, place, pause, shutdown), shutdown);
            return null;
        }

        // Long enough before the lease runs out that a whole request still fits in.
        var patience = _options.Lease - (_options.Timeout * 2) - time.GetElapsedTime(taken);
        switch (await gate.EnterAsync(endpoint, patience, stopping))
        {
            case Admission.Full full:
                await settler.SettleAsync(run, new Settlement.Postpone(full.ComeAgain));
                return full.ComeAgain;
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
            await settler.SettleAsync(run, new Settlement.Postpone(TimeSpan.Zero));
        }
        catch (StorageUnavailableException)
        {
            await settler.SettleAsync(run, new Settlement.Postpone(_options.Sweep));
        }
        catch (Exception e)
        {
            LogUnexpected(run.Subscription, e);
            await SettleUnexpectedAsync(run, place);
        }

        return null;
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
                await BuryMissingAsync(run, due);
                return null;
            }

            if (time.GetElapsedTime(leased) + _options.Timeout > _options.Lease)
            {
                LogLate(run.Subscription); // by the end of a request another replica might be at it
                return null;
            }

            var postpone = await told.Visit.AskAsync(shutdown);
            if (postpone is not null && !IsOverdue(postpone, due))
            {
                await settler.SettleAsync(run, postpone);
                return postpone.Unsendable is null ? postpone.Delay : null;
            }

            var settlement = postpone is null ? await delivery.DeliverAsync(told, due, change, log.Fold, shutdown) : BuryOverdue(run, due, change);
            leased = time.GetTimestamp();
            if (await settler.SettleAsync(run, settlement) is not SettleOutcome.More more)
            {
                return null;
            }

            place.GoPast(change, more.Next);
        }

        await settler.SettleAsync(run, new Settlement.Postpone(TimeSpan.Zero));
        return null;
    }

    // Nothing is sent: what is due waits for the end of the pause, but for events that have waited for long enough.
    private async Task<TimeSpan?> HoldAsync(DeliveryRun run, TurnPlace place, TimeSpan pause, CancellationToken shutdown)
    {
        var log = new SubscriptionLog(events, run.Subscription.Task, folds: false);
        for (var count = 0; decision.IsOverdue(place.Due.Unsent); count++)
        {
            if (count == _options.Turn)
            {
                await settler.SettleAsync(run, new Settlement.Postpone(TimeSpan.Zero));
                return null;
            }

            if (await FindAsync(log, place, shutdown) is not { } change)
            {
                await BuryMissingAsync(run, place.Due);
                return null;
            }

            if (await settler.SettleAsync(run, BuryOverdue(run, place.Due, change)) is not SettleOutcome.More more)
            {
                return null;
            }

            place.GoPast(change, more.Next);
        }

        await settler.SettleAsync(run, new Settlement.Postpone(pause, EndpointCircuits.Reason));
        return null;
    }

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
    private Task<SettleOutcome> SettleUnexpectedAsync(DeliveryRun run, TurnPlace place)
    {
        const string Reason = "an unexpected error; the log has it";
        var attempt = place.Due.FailedAttempts + 1;
        return attempt >= _options.MaxAttempts
            ? BuryAllAsync(run, Reason, place.Due.FailedAttempts)
            : settler.SettleAsync(run, new Settlement.Retry(place.Due.Replay?.Event ?? place.Cursor, schedule.Delay(attempt, wish: null), Reason));
    }

    private async Task BuryMissingAsync(DeliveryRun run, DueEvent due)
    {
        const string Reason = "the event is missing from the task's log";
        if (due.Replay is not { } replay)
        {
            await BuryAllAsync(run, Reason, due.FailedAttempts);
        }
        else if (await settler.SettleAsync(run, new Settlement.Bury(replay.Event, replay.Sequence, due.FailedAttempts, Reason)) is SettleOutcome.More)
        {
            await settler.SettleAsync(run, new Settlement.Postpone(TimeSpan.Zero));
        }
    }

    private async Task<SettleOutcome> BuryAllAsync(DeliveryRun run, string reason, int attempts)
    {
        LogBuriedAll(run.Subscription, reason);
        AgentTelemetry.WebhookDeliveries.Add(1, new KeyValuePair<string, object?>("result", "buried"));
        return await settler.SettleAsync(run, new Settlement.Bury(run.LastEvent, Sequence: 0, attempts, reason));
    }
}
