namespace A2A.WebhookReceiver.Receiving;

internal sealed partial class WebhookInbox
{
    [LoggerMessage(
        EventId = 703, EventName = "WebhookKept", Level = LogLevel.Information,
        Message = "Kept webhook {DeliveryId} for task {TaskId} in state {State} (duplicate: {IsDuplicate})")]
    private partial void LogKept(string taskId, string? state, string? deliveryId, bool isDuplicate);

    [LoggerMessage(
        EventId = 704, EventName = "WebhookOutOfOrder", Level = LogLevel.Warning,
        Message = "Webhook {DeliveryId} for task {TaskId} came after a later one of its subscription")]
    private partial void LogOutOfOrder(string taskId, string? deliveryId);

    [LoggerMessage(
        EventId = 705, EventName = "WebhookRefused", Level = LogLevel.Warning,
        Message = "Refused a webhook as {Cause}: {Reason}")]
    private partial void LogRefused(RefusalCause cause, string reason);

    [LoggerMessage(
        EventId = 706, EventName = "WebhookUndecided", Level = LogLevel.Warning,
        Message = "Could not tell whether a webhook is genuine, and asked the sender to try again: {Reason}")]
    private partial void LogUndecided(string reason);

    [LoggerMessage(
        EventId = 707, EventName = "WebhookNotKept", Level = LogLevel.Information,
        Message = "Could not keep webhook {DeliveryId}; asked the sender to try again")]
    private partial void LogNotKept(string? deliveryId);
}
