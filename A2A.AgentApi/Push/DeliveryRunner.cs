using System.Text.Json;
using A2A.AgentApi.Diagnostics;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>One turn of one subscription: its events in order, one at a time, each settled before the next.</summary>
internal sealed partial class DeliveryRunner(
    ITaskEvents events, WebhookSender sender, DeliverySettler settler, EndpointPlaces places, RetrySchedule schedule,
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
            await BuryAllAsync(run, "the push config cannot be read");
            return null;
        }

        // Long enough before the lease runs out that a whole request still fits in.
        var patience = _options.Lease - (_options.Timeout * 2) - time.GetElapsedTime(taken);
        switch (await places.EnterAsync($"{url.IdnHost}:{url.Port}", patience, stopping))
        {
            case Admission.Full full:
                await settler.SettleAsync(run, new Settlement.Postpone(full.ComeAgain));
                return full.ComeAgain;
            case Admission.Entered entered:
                using (entered.Place)
                {
                    await TellSafelyAsync(run, config, taken, stopping, shutdown);
                }

                break;
        }

        return null;
    }

    private async Task TellSafelyAsync(DeliveryRun run, PushConfig config, long taken, CancellationToken stopping, CancellationToken shutdown)
    {
        try
        {
            await TellAsync(run, config, taken, stopping, shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            LogBrokenOff(run.Subscription);
            await settler.SettleAsync(run, new Settlement.Postpone(TimeSpan.Zero));
        }
        catch (StorageUnavailableException e)
        {
            LogStorage(run.Subscription, e);
            await settler.SettleAsync(run, new Settlement.Postpone(_options.Sweep));
        }
        catch (Exception e)
        {
            LogUnexpected(run.Subscription, e);
            await SettleUnexpectedAsync(run);
        }
    }

    private async Task TellAsync(DeliveryRun run, PushConfig config, long leased, CancellationToken stopping, CancellationToken shutdown)
    {
        var log = new SubscriptionLog(events, run, NotificationBody.NeedsFold(config));
        for (var (told, failed) = (0, run.FailedAttempts); told < _options.Turn && !stopping.IsCancellationRequested; told++, failed = 0)
        {
            if (await log.NextAsync(shutdown) is not { } change)
            {
                await BuryAllAsync(run, "the event is missing from the task's log");
                return;
            }

            if (time.GetElapsedTime(leased) + _options.Timeout > _options.Lease)
            {
                LogLate(run.Subscription); // by the end of a request another replica might be at it
                return;
            }

            var settlement = await HandleAsync(run, config, change, log.Fold, failed + 1, shutdown);
            leased = time.GetTimestamp();
            if (await settler.SettleAsync(run, settlement) != SettleOutcome.More)
            {
                return;
            }
        }

        await settler.SettleAsync(run, new Settlement.Postpone(TimeSpan.Zero));
    }

    private async Task<Settlement> HandleAsync(
        DeliveryRun run, PushConfig config, TaskEvent change, TaskFold fold, int attempt, CancellationToken shutdown)
    {
        var id = run.Subscription.DeliveryId(change.Sequence);
        NotificationBody? body;
        try
        {
            body = NotificationBody.From(config, change, fold);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            LogUnreadable(id, e);
            return new Settlement.Bury(change.Cursor, change.Sequence, attempt - 1, "the event cannot be read");
        }

        if (body is null)
        {
            return new Settlement.Advance(change.Cursor);
        }

        var delivery = new Delivery(id, config, run.Subscription.Task, run.Agent, body, attempt, change.TraceParent is { Length: > 0 } cause ? cause : run.TraceParent);
        var report = await sender.SendAsync(delivery, shutdown);
        var settlement = DeliveryDecision.From(report.Outcome, change, attempt, _options.MaxAttempts, schedule);
        Report(id, attempt, change, settlement);
        return settlement;
    }

    private void Report(string id, int attempt, TaskEvent change, Settlement settlement)
    {
        switch (settlement)
        {
            case Settlement.Advance:
                LogDelivered(id, attempt);
                AgentTelemetry.WebhookLag.Record(Math.Max(0, (time.GetUtcNow() - change.Cursor.Time).TotalSeconds));
                break;
            case Settlement.Retry retry:
                LogRetry(id, attempt, retry.Delay, retry.Reason);
                break;
            case Settlement.Bury bury:
                LogBuried(id, attempt, bury.Reason);
                break;
            case Settlement.End end:
                LogEnds(id, end.Reason);
                break;
        }
    }

    // Which event is at fault is not known: it is tried again like one that failed, and in the end all there is is buried.
    private Task<SettleOutcome> SettleUnexpectedAsync(DeliveryRun run)
    {
        const string Reason = "an unexpected error; the log has it";
        var attempt = run.FailedAttempts + 1;
        return attempt >= _options.MaxAttempts
            ? BuryAllAsync(run, Reason)
            : settler.SettleAsync(run, new Settlement.Retry(schedule.Delay(attempt, wish: null), Reason));
    }

    private Task<SettleOutcome> BuryAllAsync(DeliveryRun run, string reason)
    {
        LogBuriedAll(run.Subscription, reason);
        return settler.SettleAsync(run, new Settlement.Bury(run.LastEvent, Sequence: 0, run.FailedAttempts, reason));
    }
}
