using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Redis;

/// <summary>Removes dead letters that are kept no longer.</summary>
internal sealed class DeadLetterRetention(
    RedisScripts scripts, IOptions<TaskOptions> tasks, IOptions<PushOptions> push, ILogger<DeadLetterRetention> logger)
{
    private readonly long _keep = (long)push.Value.KeepDeadLetters.TotalMilliseconds;
    private readonly int _partitions = tasks.Value.Partitions;

    /// <summary>Removes dead letters that have been kept long enough.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0L;
        for (var partition = 0; partition < _partitions; partition++)
        {
            removed += (long)await scripts.RunAsync("trim-dead", [RedisKeys.Dead(partition)], [_keep], cancellationToken);
        }

        if (removed > 0)
        {
            RedisLog.DeadLettersRemoved(logger, removed);
        }
    }
}
