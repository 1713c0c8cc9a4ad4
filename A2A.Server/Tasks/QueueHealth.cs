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
            var late = new[] { ("tasks", survey.Work), ("deliveries", survey.Deliveries) }
                .Where(queue => queue.Item2.Oldest > options.Value.LateAfter)
                .Select(queue => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{queue.Item2.Due} {queue.Item1} are due, the first for {queue.Item2.Oldest!.Value.TotalSeconds:0} s, and no replica takes them"))
                .ToList();
            return late.Count == 0 ? HealthCheckResult.Healthy("What is due is taken.") : HealthCheckResult.Degraded($"{string.Join("; ", late)}.");
        }
        catch (StorageUnavailableException e)
        {
            return HealthCheckResult.Degraded($"What is due is unknown: {e.Message}");
        }
    }
}
