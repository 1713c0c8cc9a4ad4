using A2A.Server.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.Server.Redis;

/// <summary>
/// Red when Redis is out of reach or holds other partitions or secrets of another key; yellow when it may lose
/// acknowledged tasks, or answers slowly.
/// </summary>
internal sealed class RedisStorageHealth(RedisStartup startup, RedisDurability durability, TimeProvider time) : IHealthCheck
{
    /// <summary>For all questions of a check together: a probe does not wait for long.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await startup.CheckAsync(either.Token);
            var found = await durability.ReadAsync(either.Token);
            startup.Tell(found);
            return found switch
            {
                { Weakness: { } weakness } => HealthCheckResult.Degraded($"Redis may lose acknowledged tasks: {weakness}."),
                { Unknown: { } unknown } => HealthCheckResult.Healthy(
                    "Redis answers; whether it keeps every acknowledged write is unknown: it does not tell its settings."
                    + $" See to it that {unknown}."),
                _ => HealthCheckResult.Healthy("Redis answers and keeps every acknowledged write."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return startup.IsChecked
                ? HealthCheckResult.Degraded("Redis answers slowly: calls are refused that would hardly be answered in time.")
                : HealthCheckResult.Unhealthy("Redis answers too slowly to see whether this replica can work with what it holds.");
        }
        catch (Exception e) when (e is StorageUnavailableException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
