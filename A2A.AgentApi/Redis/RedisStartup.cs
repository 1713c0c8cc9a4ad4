using A2A.AgentApi.Encryption;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Fixes the number of partitions and makes the key ring at the first start, and refuses to run with others later.</summary>
internal sealed class RedisStartup(
    RedisScripts scripts, RedisDurability durability, Vault vault, IOptions<TaskOptions> options, ILogger<RedisStartup> logger) : IHostedLifecycleService
{
    /// <summary>Claims the number of partitions, and has the keys that this replica knows in Redis.</summary>
    /// <exception cref="InvalidOperationException">Redis holds another number, or a key ring that this replica can't decrypt.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await CheckPartitionsAsync(cancellationToken);
        await vault.RefreshAsync(cancellationToken);
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(cancellationToken);
            if (await durability.WeaknessAsync(cancellationToken) is { } weakness)
            {
                RedisLog.Weak(logger, weakness);
            }
        }
        catch (StorageUnavailableException)
        {
            // Readiness is red until the health check, which asks the same, has seen Redis.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckPartitionsAsync(CancellationToken cancellationToken)
    {
        var wanted = options.Value.Partitions;
        await scripts.AskAsync("SETNX", redis => redis.StringSetAsync(RedisKeys.Partitions, wanted, when: When.NotExists), cancellationToken);
        var held = (long)await scripts.AskAsync("GET", redis => redis.StringGetAsync(RedisKeys.Partitions), cancellationToken);
        if (held != wanted)
        {
            throw new InvalidOperationException(
                $"Redis holds {held} partitions but Tasks:Partitions is {wanted}; set Tasks:Partitions to {held} or use an empty Redis.");
        }
    }
}
