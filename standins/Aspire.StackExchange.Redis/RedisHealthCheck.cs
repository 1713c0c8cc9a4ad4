using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>Healthy when Redis answers a PING within two seconds.</summary>
internal sealed class RedisHealthCheck(IServiceProvider services) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var connection = await ConnectAsync().WaitAsync(Patience, cancellationToken);
            var answeredIn = await connection.GetDatabase().PingAsync().WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy($"Redis answered in {answeredIn.TotalMilliseconds:0.0} ms.");
        }
        catch (Exception e) when (e is TimeoutException)
        {
            return Failed($"Redis did not answer within {Patience.TotalSeconds:0} s.", e);
        }
        catch (Exception e) when (e is RedisException or InvalidOperationException)
        {
            return Failed($"Redis cannot be used: {e.Message}", e);
        }

        HealthCheckResult Failed(string why, Exception e) => new(context.Registration.FailureStatus, why, e);
    }

    /// <summary>The first use connects and blocks its thread meanwhile, so it gets a thread that nobody waits for.</summary>
    private Task<IConnectionMultiplexer> ConnectAsync() => Task.Run(services.GetRequiredService<IConnectionMultiplexer>);
}
