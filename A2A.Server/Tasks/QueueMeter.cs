using A2A.Server.Diagnostics;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tasks;

/// <summary>Measures what waits, while a listener collects the metric. Every replica measures the same.</summary>
internal sealed partial class QueueMeter(ITaskRecords tasks, IOptions<TaskOptions> options, TimeProvider time, ILogger<QueueMeter> logger)
    : BackgroundService
{
    /// <summary>Rarer than sweeps, because a survey asks every partition as they do.</summary>
    private const int Sweeps = 15;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Sweep * Sweeps, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await MeasureAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (AgentTelemetry.QueueDepth.Enabled)
            {
                Record(await tasks.SurveyAsync(cancellationToken));
            }
        }
        catch (StorageUnavailableException)
        {
            // Told by the store's own metric and log.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
        }
    }

    private static void Record(TaskSurvey survey)
    {
        foreach (var (queue, depth) in new[] { ("tasks", survey.Work), ("deliveries", survey.Deliveries) })
        {
            AgentTelemetry.QueueDepth.Record(depth.Due, new("queue", queue), new("when", "due"));
            AgentTelemetry.QueueDepth.Record(depth.Later, new("queue", queue), new("when", "later"));
            AgentTelemetry.QueueAge.Record((depth.Oldest ?? TimeSpan.Zero).TotalSeconds, new KeyValuePair<string, object?>("queue", queue));
        }

        AgentTelemetry.DeadLetters.Record(survey.DeadLetters);
    }

    [LoggerMessage(EventId = 230, EventName = "QueuesNotMeasured", Level = LogLevel.Error, Message = "The queues could not be measured")]
    private partial void LogFailed(Exception exception);
}
