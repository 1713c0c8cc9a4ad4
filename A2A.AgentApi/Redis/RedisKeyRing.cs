using A2A.AgentApi.Encryption;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>The key ring in one hash.</summary>
/// <remarks>All methods throw <see cref="Tasks.StorageUnavailableException"/>.</remarks>
internal sealed class RedisKeyRing(RedisScripts scripts) : IKeyRingStore
{
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        var ring = await scripts.AskAsync("HGETALL", redis => redis.HashGetAllAsync(RedisKeys.KeyRing), cancellationToken);
        return ring.ToDictionary(element => element.Name.ToString(), element => element.Value.ToString());
    }

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        (await scripts.AskAsync("HKEYS", redis => redis.HashKeysAsync(RedisKeys.KeyRing), cancellationToken)).Select(name => name.ToString()).ToList();

    public Task AddAsync(string name, string element, int seen, CancellationToken cancellationToken) =>
        scripts.RunAsync("add-to-key-ring", [RedisKeys.KeyRing], [name, element, seen], cancellationToken);

    public Task PutBackAsync(string name, string element, CancellationToken cancellationToken) =>
        scripts.AskAsync("HSETNX", redis => redis.HashSetAsync(RedisKeys.KeyRing, name, element, When.NotExists), cancellationToken);

    public Task RewriteAsync(string name, string element, CancellationToken cancellationToken) =>
        scripts.AskAsync("HSET", redis => redis.HashSetAsync(RedisKeys.KeyRing, name, element), cancellationToken);
}
