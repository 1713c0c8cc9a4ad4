using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>Keeps what this replica knows of circuits up to date: looks at each ring, and now and then by itself.</summary>
internal sealed partial class CircuitWatch(
    EndpointCircuits circuits, IDoorbell doorbell, TimeProvider time, ILogger<CircuitWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    /// <summary>Rings that come within it share one look.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How much longer a pause is than the look before it, so that a long list is not read all the time.</summary>
    private const int Leisure = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var alarm = new Alarm(time);
        using var bell = doorbell.Listen(Bell.Circuits, alarm.Ring);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var took = await LookAsync(alarm, stoppingToken) * Leisure;
                await Task.Delay(took > Pause ? took : Pause, time, stoppingToken);
                await alarm.WaitAsync(Sweep, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<TimeSpan> LookAsync(Alarm alarm, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            if (!await circuits.RefreshAsync(cancellationToken))
            {
                alarm.Ring();
            }

            return time.GetElapsedTime(began);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (e is not StorageUnavailableException)
            {
                LogNotRead(e);
            }

            return TimeSpan.Zero;
        }
    }

    [LoggerMessage(
        EventId = 301, EventName = "CircuitsNotRead", Level = LogLevel.Warning,
        Message = "It could not be read which endpoints keep failing; trying again")]
    private partial void LogNotRead(Exception exception);
}
