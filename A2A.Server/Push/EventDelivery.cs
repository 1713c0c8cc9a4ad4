using System.Diagnostics;
using System.Text.Json;
using A2A.Server.Diagnostics;
using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>Tells one receiver of one event, once, and decides what follows.</summary>
internal sealed partial class EventDelivery(WebhookSender sender, RetrySchedule schedule, TimeProvider time, ILogger<EventDelivery> logger)
{
    /// <param name="turn">The subscription's turn.</param>
    /// <param name="config">By which config.</param>
    /// <param name="change">The event.</param>
    /// <param name="fold">The task after it.</param>
    /// <param name="isFollowed">True when the next event is known, and is sent at once when this one is delivered.</param>
    /// <param name="cancellationToken">Breaks it off: then it is unknown what the receiver got, and it is recorded and postponed.</param>
    /// <returns>What to settle.</returns>
    public async Task<Settlement> DeliverAsync(
        DeliveryTurn turn, PushConfig config, TaskEvent change, TaskFold fold, Func<bool> isFollowed, CancellationToken cancellationToken)
    {
        var (run, due) = (turn.Run, turn.Due);
        var attempt = due.FailedAttempts + 1;
        var id = run.Subscription.DeliveryId(change.Cursor);
        NotificationBody? body;
        try
        {
            body = NotificationBody.From(config, change, fold);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            LogUnreadable(id, e);
            Count("buried");
            return new Settlement.Bury(change.Cursor, change.Sequence, due.FailedAttempts, "the event cannot be read");
        }

        if (body is null)
        {
            return new Settlement.Advance(change.Cursor);
        }

        var cause = TraceContext.Of(change.TraceParent, run.TraceParent);
        var delivery = new Delivery(id, config, run.Endpoint, run.Subscription.Task, run.Agent, body, attempt, cause);
        using var span = Start(delivery, isReplay: due.Replay is not null);
        var (outcome, record) = await sender.SendAsync(delivery, span, cancellationToken);
        var settlement = schedule.Decide(outcome, change, attempt, due);
        Tell(span, settlement);
        span?.Stop();
        await turn.ReportAsync(outcome, keepsPlace: outcome is DeliveryOutcome.Delivered && isFollowed());
        Report(id, run.Endpoint, attempt, due.Replay is null ? change.Time : null, settlement);
        return settlement with { Attempt = record };
    }

    private static Activity? Start(Delivery delivery, bool isReplay)
    {
        var span = AgentTelemetry.Source.Start("webhook.deliver", ActivityKind.Client, delivery.TraceParent)
            ?.SetTag("a2a.task.id", delivery.Task.Value)
            .SetTag("a2a.agent", delivery.Agent)
            .SetTag("a2a.delivery.id", delivery.Id)
            .SetTag("a2a.attempt", delivery.Attempt);
        if (delivery.Attempt > 1)
        {
            span?.SetTag("http.request.resend_count", delivery.Attempt - 1);
        }

        return isReplay ? span?.SetTag("a2a.webhook.replay", true) : span;
    }

    // What follows from the answer.
    private static void Tell(Activity? span, Settlement settlement) => _ = settlement switch
    {
        Settlement.Retry retry => span?.AddEvent(new(
            "a2a.webhook.retry", tags: new() { ["a2a.webhook.retry.delay"] = retry.Delay.TotalSeconds })),
        Settlement.Bury => span?.AddEvent(new("a2a.webhook.dead_letter")),
        Settlement.End => span?.AddEvent(new("a2a.webhook.subscription_ended")),
        _ => span,
    };

    /// <summary>Gives up an event that is overdue and could not be tried.</summary>
    public Settlement.Bury BuryOverdue(DeliveryTurn turn, TaskEvent change)
    {
        var (reason, attempts) = (schedule.Overdue(EndpointCircuits.Reason), turn.Due.FailedAttempts);
        LogBuried(turn.Run.Subscription.DeliveryId(change.Cursor), turn.Run.Endpoint, attempts, reason);
        Count("buried");
        return new Settlement.Bury(change.Cursor, change.Sequence, attempts, reason);
    }

    // The time of a replay says nothing of how fast webhooks are.
    private void Report(string id, string endpoint, int attempt, DateTimeOffset? since, Settlement settlement)
    {
        switch (settlement)
        {
            case Settlement.Advance:
                LogDelivered(id, endpoint, attempt);
                Count(attempt == 1 ? "delivered" : "delivered-after-retries");
                if (since is { } start)
                {
                    AgentTelemetry.WebhookLag.Record(Math.Max(0, (time.GetUtcNow() - start).TotalSeconds));
                }

                break;
            case Settlement.Retry retry:
                LogRetry(id, endpoint, attempt, retry.Delay, retry.Reason);
                break;
            case Settlement.Bury bury:
                LogBuried(id, endpoint, attempt, bury.Reason);
                Count("buried");
                break;
            case Settlement.Postpone:
                LogBrokenOff(id, attempt);
                break;
            case Settlement.End end:
                LogEnds(id, endpoint, end.Reason);
                Count("ended");
                break;
        }
    }

    private static void Count(string result) =>
        AgentTelemetry.WebhookDeliveries.Add(1, new KeyValuePair<string, object?>("result", result));

    [LoggerMessage(
        EventId = 309, EventName = "WebhookDelivered", Level = LogLevel.Debug,
        Message = "Webhook {DeliveryId} is delivered to {Endpoint} at attempt {Attempt}")]
    private partial void LogDelivered(string deliveryId, string endpoint, int attempt);

    [LoggerMessage(
        EventId = 310, EventName = "WebhookRetried", Level = LogLevel.Information,
        Message = "Webhook {DeliveryId} to {Endpoint} failed at attempt {Attempt} and is tried again after {Delay}: {Reason}")]
    private partial void LogRetry(string deliveryId, string endpoint, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(
        EventId = 311, EventName = "WebhookBuried", Level = LogLevel.Warning,
        Message = "Gave up on webhook {DeliveryId} to {Endpoint} after {Attempts} attempts: {Reason}")]
    private partial void LogBuried(string deliveryId, string endpoint, int attempts, string reason);

    [LoggerMessage(
        EventId = 312, EventName = "WebhookBrokenOff", Level = LogLevel.Information,
        Message = "Webhook {DeliveryId} was broken off by the shutdown at attempt {Attempt}; it will be sent again")]
    private partial void LogBrokenOff(string deliveryId, int attempt);

    [LoggerMessage(
        EventId = 313, EventName = "SubscriptionEnded", Level = LogLevel.Information,
        Message = "The receiver {Endpoint} of webhook {DeliveryId} wants no more of its subscription: {Reason}")]
    private partial void LogEnds(string deliveryId, string endpoint, string reason);

    [LoggerMessage(
        EventId = 314, EventName = "WebhookUnreadable", Level = LogLevel.Error,
        Message = "The event of webhook {DeliveryId} cannot be read; it is buried")]
    private partial void LogUnreadable(string deliveryId, Exception exception);
}
