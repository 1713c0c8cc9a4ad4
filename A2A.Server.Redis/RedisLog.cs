namespace A2A.Server.Redis;

/// <summary>What the storage tells the operator.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(
        EventId = 501, EventName = "RedisDoorbellNotHung", Level = LogLevel.Warning,
        Message = "Could not subscribe to the doorbell; trying again. Until then changes are found by the sweep.")]
    public static partial void DoorbellNotHung(ILogger logger, Exception exception);

    [LoggerMessage(
        EventId = 502, EventName = "RedisNotLooked", Level = LogLevel.Warning,
        Message = "Could not look for what is due in partition {Partition}; trying again")]
    public static partial void NotLooked(ILogger logger, int partition, Exception exception);

    [LoggerMessage(
        EventId = 503, EventName = "RedisNotEncrypted", Level = LogLevel.Warning,
        Message = "Encryption:Key is not set: push configs and signing keys lie in Redis in clear. Only Development allows that.")]
    public static partial void NotEncrypted(ILogger logger);

    [LoggerMessage(
        EventId = 504, EventName = "RedisDurabilityWeak", Level = LogLevel.Warning,
        Message = "Redis may lose acknowledged tasks: {Weakness}")]
    public static partial void Weak(ILogger logger, string weakness);

    [LoggerMessage(
        EventId = 505, EventName = "RedisDurabilityUnknown", Level = LogLevel.Warning,
        Message = "Whether Redis keeps every acknowledged task is unknown: it does not tell its settings; see to it that {Settings}")]
    public static partial void DurabilityUnknown(ILogger logger, string settings);

    [LoggerMessage(
        EventId = 506, EventName = "RedisUnreadable", Level = LogLevel.Error,
        Message = "Task {TaskId} cannot be read; it is buried and runs no more")]
    public static partial void Unreadable(ILogger logger, Tasks.TaskId taskId, Exception exception);

    [LoggerMessage(
        EventId = 507, EventName = "RedisNotForgotten", Level = LogLevel.Warning,
        Message = "Task {TaskId} could not be removed; trying again")]
    public static partial void NotForgotten(ILogger logger, Tasks.TaskId taskId, Exception exception);

    [LoggerMessage(
        EventId = 508, EventName = "RedisRetentionFailed", Level = LogLevel.Warning,
        Message = "{Retention} failed to remove what is kept no longer; trying again")]
    public static partial void RetentionFailed(ILogger logger, string retention, Exception exception);

    [LoggerMessage(
        EventId = 509, EventName = "RedisForgot", Level = LogLevel.Information,
        Message = "Removed {Count} ended tasks whose retention is over")]
    public static partial void Forgot(ILogger logger, int count);

    [LoggerMessage(
        EventId = 510, EventName = "RedisDeadLettersRemoved", Level = LogLevel.Warning,
        Message = "Removed {Count} dead letters that are kept no longer; they were never delivered")]
    public static partial void DeadLettersRemoved(ILogger logger, long count);

    [LoggerMessage(
        EventId = 511, EventName = "RedisCircuitClosedByHand", Level = LogLevel.Information,
        Message = "The circuit of endpoint {Endpoint} was closed by hand")]
    public static partial void CircuitClosedByHand(ILogger logger, string endpoint);

    [LoggerMessage(
        EventId = 512, EventName = "RedisClockWasPutBack", Level = LogLevel.Warning,
        Message = "Redis's clock was put back by {Back}: what is due later in partition {Partition} is due earlier by as much")]
    public static partial void ClockWasPutBack(ILogger logger, TimeSpan back, int partition);
}
