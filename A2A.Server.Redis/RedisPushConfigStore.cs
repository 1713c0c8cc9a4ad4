using A2A.Server.Push;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Push configs in a hash beside their task.</summary>
internal sealed class RedisPushConfigStore(RedisScripts scripts, StoredPushConfigs stored) : IPushConfigStore
{
    public async Task<PutConfigOutcome> PutAsync(
        string owner, TaskId task, PushConfig config, int most, CancellationToken cancellationToken)
    {
        var text = stored.Write(task, config);
        RedisKey[] keys = [.. KeysOf(task), RedisKeys.Events(task)];
        RedisValue[] values = [owner, config.Id, text, most, new Subscription(task, config.Id).ToString(), RedisKeys.Doorbell];
        return (await scripts.RunAsync("put-config", keys, values, cancellationToken)).ToString() switch
        {
            "put" => PutConfigOutcome.Put,
            "too-many" => PutConfigOutcome.TooMany,
            _ => PutConfigOutcome.TaskNotFound,
        };
    }

    public async Task<IReadOnlyList<PushConfig>?> ListAsync(string owner, TaskId task, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [RedisKeys.Task(task), RedisKeys.Push(task)];
        var reply = await scripts.RunAsync("list-configs", keys, [owner], cancellationToken);
        if (reply.Length == 0)
        {
            return null;
        }

        return ((RedisValue[]?)reply ?? []).Skip(1).Chunk(2)
            .Select(pair => stored.Read(task, pair[0].ToString(), pair[1].ToString()))
            .OfType<PushConfig>()
            .OrderBy(config => config.Id, StringComparer.Ordinal)
            .ToList();
    }

    public async Task<bool> DeleteAsync(string owner, TaskId task, string configId, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [.. KeysOf(task), RedisKeys.Dead(task.Partition)];
        RedisValue[] values = [owner, configId, new Subscription(task, configId).ToString(), task.Value];
        return (long)await scripts.RunAsync("delete-config", keys, values, cancellationToken) == 1;
    }

    public Task<bool> HasConsentAsync(string question, CancellationToken cancellationToken) =>
        scripts.AskAsync("EXISTS", redis => redis.KeyExistsAsync(RedisKeys.Ownership(question)), cancellationToken);

    public Task KeepConsentAsync(string question, TimeSpan keep, CancellationToken cancellationToken) =>
        scripts.AskAsync(
            "SET", redis => redis.StringSetAsync(RedisKeys.Ownership(question), "yes", new Expiration(keep)), cancellationToken);

    private static RedisKey[] KeysOf(TaskId task) => [RedisKeys.Task(task), RedisKeys.Push(task), RedisKeys.Deliveries(task.Partition)];
}
