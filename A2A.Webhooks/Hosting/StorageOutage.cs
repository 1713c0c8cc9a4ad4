using Microsoft.Extensions.Logging;

namespace A2A.Webhooks.Hosting;

/// <summary>
/// Tells the log of a store that is away, once for the whole process: when it goes, every minute while it is away, and
/// when it is back.
/// </summary>
/// <remarks>
/// Every call to the store reports its outcome here; code that only waits for the answer need not log that there was none.
/// </remarks>
internal sealed partial class StorageOutage(TimeProvider time, ILogger<StorageOutage> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Without a failure for so long it is back: one that can be read but not written answers every other call.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private volatile bool _isAway;
    private long _since;
    private long _told;
    private long _lastFailure;

    /// <summary>The store did not answer, or could not do what it was asked for.</summary>
    public void Failed(string reason)
    {
        lock (_lock)
        {
            _lastFailure = time.GetTimestamp();
            if (!_isAway)
            {
                (_isAway, _since, _told) = (true, _lastFailure, _lastFailure);
                LogAway(reason);
            }
            else if (time.GetElapsedTime(_told, _lastFailure) >= Pause)
            {
                _told = _lastFailure;
                var duration = time.GetElapsedTime(_since, _lastFailure);
                LogStillAway(duration, reason);
            }
        }
    }

    /// <summary>The store has answered.</summary>
    public void Answered()
    {
        if (!_isAway)
        {
            return;
        }

        lock (_lock)
        {
            if (_isAway && time.GetElapsedTime(_lastFailure) >= Calm)
            {
                _isAway = false;
                var duration = time.GetElapsedTime(_since, _lastFailure);
                LogBack(duration);
            }
        }
    }

    [LoggerMessage(
        EventId = 105, EventName = "StorageAway", Level = LogLevel.Warning,
        Message = "The storage is away: {Reason} What needs it waits or is refused until it is back")]
    private partial void LogAway(string reason);

    [LoggerMessage(
        EventId = 106, EventName = "StorageStillAway", Level = LogLevel.Warning,
        Message = "The storage has been away for {Duration}: {Reason}")]
    private partial void LogStillAway(TimeSpan duration, string reason);

    [LoggerMessage(
        EventId = 107, EventName = "StorageBack", Level = LogLevel.Information,
        Message = "The storage is back; it was away for {Duration}")]
    private partial void LogBack(TimeSpan duration);
}
