using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.WebhookReceiver.Redis;

/// <summary>Red when Redis does not answer within the deadline of every other call.</summary>
internal sealed class RedisHealth(ReceiverScripts redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.AskAsync(database => database.PingAsync());
            return HealthCheckResult.Healthy("Redis answers.");
        }
        catch (InboxUnavailableException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
