using A2A.AgentApi.Encryption;

namespace A2A.AgentApi.Redis;

/// <summary>The key ring in one hash.</summary>
/// <remarks>All methods throw <see cref="Tasks.StorageUnavailableException"/>.</remarks>
internal sealed class RedisKeyRing(RedisScripts scripts) : IKeyRingStore
{
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        var reply = RedisReply.Array(await scripts.ExecuteAsync("HGETALL", [RedisKeys.KeyRing], cancellationToken));
        return reply.Select(RedisReply.Text).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        RedisReply.Array(await scripts.ExecuteAsync("HKEYS", [RedisKeys.KeyRing], cancellationToken)).Select(RedisReply.Text).ToList();

    public Task AddAsync(string name, string element, int seen, CancellationToken cancellationToken) =>
        scripts.RunAsync("add-to-key-ring", [RedisKeys.KeyRing], [name, element, seen], cancellationToken);

    public Task PutBackAsync(string name, string element, CancellationToken cancellationToken) =>
        scripts.ExecuteAsync("HSETNX", [RedisKeys.KeyRing, name, element], cancellationToken);

    public Task RewriteAsync(string name, string element, CancellationToken cancellationToken) =>
        scripts.ExecuteAsync("HSET", [RedisKeys.KeyRing, name, element], cancellationToken);
}
