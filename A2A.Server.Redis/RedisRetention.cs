using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Redis;

/// <summary>Removes from time to time what is kept no longer.</summary>
internal sealed class RedisRetention(
    TaskRetention tasks,
    DeadLetterRetention letters,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<RedisRetention> logger) : BackgroundService
{
    private readonly TimeSpan _pause = options.Value.RetentionSweep;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TrySweepAsync("tasks", tasks.SweepAsync, stoppingToken);
                await TrySweepAsync("dead letters", letters.SweepAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TrySweepAsync(string what, Func<CancellationToken, Task> sweep, CancellationToken cancellationToken)
    {
        try
        {
            await sweep(cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // Until the next time.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            RedisLog.RetentionFailed(logger, what, e);
        }
    }
}
