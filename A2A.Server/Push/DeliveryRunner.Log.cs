namespace A2A.Server.Push;

internal sealed partial class DeliveryRunner
{
    [LoggerMessage(
        EventId = 302, EventName = "SubscriptionBuried", Level = LogLevel.Warning,
        Message = "Gave up on all events so far of subscription {Subscription}: {Reason}")]
    private partial void LogBuriedAll(Subscription subscription, string reason);

    [LoggerMessage(
        EventId = 303, EventName = "TurnLate", Level = LogLevel.Warning,
        Message = "Subscription {Subscription} was held for too long to begin another request; it goes on when its lease runs out")]
    private partial void LogLate(Subscription subscription);

    [LoggerMessage(
        EventId = 304, EventName = "TurnBrokenOff", Level = LogLevel.Information,
        Message = "The turn of subscription {Subscription} was broken off by the shutdown before a request; it goes on elsewhere")]
    private partial void LogBrokenOff(Subscription subscription);

    [LoggerMessage(
        EventId = 305, EventName = "TurnNotSettled", Level = LogLevel.Information,
        Message = "The store was out of reach for too long to settle subscription {Subscription}; its last events may be sent again")]
    private partial void LogNotSettled(Subscription subscription);

    [LoggerMessage(
        EventId = 306, EventName = "TurnUnexpected", Level = LogLevel.Error,
        Message = "Subscription {Subscription} met an unexpected error")]
    private partial void LogUnexpected(Subscription subscription, Exception exception);
}
