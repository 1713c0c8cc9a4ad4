using A2A.Server.Push.Ownership;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>A small string for every yes, which expires.</summary>
internal sealed class RedisOwnershipMemory(RedisScripts scripts) : IOwnershipMemory
{
    public Task<bool> HasYesAsync(string question, CancellationToken cancellationToken) =>
        scripts.AskAsync("EXISTS", redis => redis.KeyExistsAsync(RedisKeys.Ownership(question)), cancellationToken);

    public Task KeepYesAsync(string question, TimeSpan keep, CancellationToken cancellationToken) =>
        scripts.AskAsync("SET", redis => redis.StringSetAsync(RedisKeys.Ownership(question), "yes", new Expiration(keep)), cancellationToken);
}
