using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tasks;

/// <summary>Yellow when what is due has waited too long: the replicas are blocked, or too few.</summary>
internal sealed class QueueHealth(ITaskRecords tasks, IOptions<TaskOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var survey = await tasks.SurveyAsync(cancellationToken);
            string?[] told = [Late("tasks", survey.Work), Late("deliveries", survey.Deliveries)];
            return told.OfType<string>().ToList() is { Count: > 0 } late
                ? HealthCheckResult.Degraded($"{string.Join("; ", late)}: the replicas are blocked, or too few.")
                : HealthCheckResult.Healthy("What is due is taken in time.");
        }
        catch (StorageUnavailableException e)
        {
            return HealthCheckResult.Degraded($"What is due is unknown: {e.Message}");
        }
    }

    // What is due without a ring waits for the next sweep.
    private string? Late(string queue, QueueDepth depth) =>
        depth.Oldest is { } oldest && oldest > options.Value.LateAfter + options.Value.Sweep
            ? string.Create(CultureInfo.InvariantCulture, $"{depth.Due} {queue} are due, the first for {oldest.TotalSeconds:0} s")
            : null;
}
