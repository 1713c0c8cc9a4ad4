using A2A.Protocol;
using A2A.Server.Tasks;
using StackExchange.Redis;
using Role = A2A.Protocol.Role;

namespace A2A.Server.Redis;

/// <summary>Removes ended tasks after their retention, with all their keys and index entries.</summary>
internal sealed class TaskRetention(RedisScripts scripts, RedisSweep sweep, ILogger<TaskRetention> logger)
{
    private const int Batch = 1000;

    private static readonly TimeSpan NextTry = TimeSpan.FromHours(1);

    /// <summary>Removes ended tasks that have been kept long enough.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var forgotten = 0;
        for (var ended = await DueAsync(cancellationToken);
            ended.Count > 0;
            ended = ended.Count < Batch ? [] : await DueAsync(cancellationToken))
        {
            foreach (var id in ended)
            {
                forgotten += await TryForgetAsync(id, cancellationToken) ? 1 : 0;
            }
        }

        if (forgotten > 0)
        {
            RedisLog.Forgot(logger, forgotten);
        }
    }

    private async Task<List<TaskId>> DueAsync(CancellationToken cancellationToken)
    {
        var members = await sweep.DueAsync(RedisKeys.Retired, Batch, cancellationToken);
        return members.Select(member => TaskId.TryParse(member, out var id) ? id : default).Where(id => id != default).ToList();
    }

    // One task that cannot be read keeps none of the others.
    private async Task<bool> TryForgetAsync(TaskId id, CancellationToken cancellationToken)
    {
        try
        {
            return await ForgetAsync(id, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or StorageUnavailableException))
        {
            RedisLog.NotForgotten(logger, id, e);
            RedisKey[] keys = [RedisKeys.Retired(id.Partition)];
            await scripts.RunAsync("keep-retired", keys, [id.Value, (long)NextTry.TotalMilliseconds], cancellationToken);
            return false;
        }
    }

    private async Task<bool> ForgetAsync(TaskId id, CancellationToken cancellationToken)
    {
        var field = await scripts.AskAsync("HGET", redis => redis.HashGetAsync(RedisKeys.Task(id), "owner"), cancellationToken);
        var owner = field.ToString();
        var reply = await scripts.RunAsync("find", [RedisKeys.Task(id), RedisKeys.History(id)], [owner], cancellationToken);
        var task = reply.Length == 0 ? null : new TaskFields(reply[0], reply[1]).ToSnapshot(id);
        var first = task?.Task.History?.FirstOrDefault(message => message.Role == Role.User)?.MessageId ?? "";
        RedisKey[] keys =
        [
            .. RedisKeys.OfTask(id, owner, task?.Agent ?? "", task?.Task.ContextId ?? ""),
            RedisKeys.Message(id.Partition, owner, task?.Agent ?? "", contextId: null, first),
            RedisKeys.Message(id.Partition, owner, task?.Agent ?? "", task?.Task.ContextId ?? "", first),
            RedisKeys.Attempts(id),
        ];
        return (long)await scripts.RunAsync("forget", keys, [id.Value], cancellationToken) == 1;
    }
}
