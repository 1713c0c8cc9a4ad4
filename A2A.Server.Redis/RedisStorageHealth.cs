using A2A.Server.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.Server.Redis;

/// <summary>
/// Red when Redis is out of reach or holds other partitions or secrets of another key; yellow when it may lose
/// acknowledged tasks.
/// </summary>
internal sealed class RedisStorageHealth(RedisStartup startup, RedisDurability durability) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await startup.CheckAsync(cancellationToken);
            var found = await durability.ReadAsync(cancellationToken);
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
        catch (Exception e) when (e is StorageUnavailableException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
