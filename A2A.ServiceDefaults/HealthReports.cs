using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace A2A.ServiceDefaults;

/// <summary>What the health checks say: run at most once a second, however many ask, and told the log when that changes.</summary>
public sealed partial class HealthReports(HealthCheckService checks, TimeProvider time, ILogger<HealthReports> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _latest;
    private long _began;
    private HealthStatus _told = HealthStatus.Healthy;

    /// <summary>A report of this second, or the one that is being made. A caller that hangs up does not cancel it for the others.</summary>
    public Task<HealthReport> LatestAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_began) >= Fresh))
            {
                _began = time.GetTimestamp();
                _latest = RunAsync();
            }

            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthReport> RunAsync()
    {
        var report = await checks.CheckHealthAsync(CancellationToken.None);
        if (report.Status != _told)
        {
            _told = report.Status;
            if (report.Status == HealthStatus.Healthy)
            {
                LogHealthy();
            }
            else
            {
                var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
                    .Select(entry => $"{entry.Key}: {entry.Value.Description ?? entry.Value.Exception?.GetType().Name}");
                LogNotHealthy(report.Status, string.Join(' ', reasons));
            }
        }

        return report;
    }

    [LoggerMessage(
        EventId = 601, EventName = "ServiceHealthyAgain", Level = LogLevel.Information,
        Message = "The service is healthy again")]
    private partial void LogHealthy();

    [LoggerMessage(
        EventId = 602, EventName = "ServiceNotHealthy", Level = LogLevel.Warning,
        Message = "The service is {Status}. {Reasons}")]
    private partial void LogNotHealthy(HealthStatus status, string reasons);
}
