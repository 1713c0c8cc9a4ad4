using A2A.AgentApi.Push;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Redis;

/// <summary>Removes dead letters that are kept no longer, at the pace at which old tasks are looked for.</summary>
internal sealed class RedisDeadLetterRetention(
    RedisScripts scripts, IOptions<TaskOptions> tasks, IOptions<PushOptions> push, TimeProvider time, ILogger<RedisDeadLetterRetention> logger) : BackgroundService
{
    private readonly long _keep = (long)push.Value.KeepDeadLetters.TotalMilliseconds;
    private readonly int _partitions = tasks.Value.Partitions;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(tasks.Value.RetentionSweep, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var removed = 0L;
            for (var partition = 0; partition < _partitions; partition++)
            {
                removed += RedisReply.Number(await scripts.RunAsync("trim-dead", [RedisKeys.Dead(partition)], [_keep], cancellationToken));
            }

            if (removed > 0)
            {
                RedisLog.DeadLettersRemoved(logger, removed);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            RedisLog.DeadLetterRetentionFailed(logger, e);
        }
    }
}
