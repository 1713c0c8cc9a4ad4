namespace A2A.Server.Push;

internal sealed partial class WebhookDispatcher
{
    [LoggerMessage(
        EventId = 315, EventName = "NetworkAllowed", Level = LogLevel.Information,
        Message = "Webhooks may also go to network {Network}: {Name}")]
    private partial void LogAllowed(string network, string name);

    [LoggerMessage(
        EventId = 316, EventName = "WebhooksNotLooked", Level = LogLevel.Warning,
        Message = "Could not look for due webhooks; trying again")]
    public partial void LogNotLooked(Exception exception);

    [LoggerMessage(
        EventId = 317, EventName = "WebhooksRunFailed", Level = LogLevel.Error,
        Message = "The turn of subscription {Subscription} broke off; it goes on when its lease runs out")]
    private partial void LogRunFailed(Subscription subscription, Exception exception);

    [LoggerMessage(EventId = 318, EventName = "WebhooksDraining", Level = LogLevel.Information, Message = "Draining {Count} webhooks")]
    public partial void LogDraining(int count);
}
