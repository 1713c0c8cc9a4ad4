using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Redis;

/// <summary>Something that is kept for a while only.</summary>
internal interface IRetained
{
    /// <summary>Removes what is kept no longer.</summary>
    Task SweepAsync(CancellationToken cancellationToken);
}

/// <summary>Removes from time to time what is kept no longer.</summary>
internal sealed class RedisRetention(
    IEnumerable<IRetained> kinds, IOptions<TaskOptions> options, TimeProvider time, ILogger<RedisRetention> logger) : BackgroundService
{
    private readonly TimeSpan _pause = options.Value.RetentionSweep;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var kind in kinds)
                {
                    await TrySweepAsync(kind, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TrySweepAsync(IRetained kind, CancellationToken cancellationToken)
    {
        try
        {
            await kind.SweepAsync(cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // Until the next time.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            RedisLog.RetentionFailed(logger, kind.GetType().Name, e);
        }
    }
}
