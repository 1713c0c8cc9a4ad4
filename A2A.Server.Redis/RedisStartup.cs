using A2A.Server.Encryption;
using A2A.Server.Push.Keys;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>
/// Fixes the number of partitions at the first start, and refuses to run with another one, or with secrets that it can't open.
/// </summary>
internal sealed class RedisStartup(
    RedisScripts scripts,
    RedisDurability durability,
    ISigningKeyStore signingKeys,
    IOptions<TaskOptions> tasks,
    IOptions<EncryptionOptions> encryption,
    ILogger<RedisStartup> logger) : IHostedLifecycleService
{
    private int _told;

    /// <summary>Whether Redis was once found to hold what this replica can work with.</summary>
    public bool IsChecked { get; private set; }

    /// <summary>Claims the number of partitions, and opens the signing keys.</summary>
    /// <exception cref="InvalidOperationException">Redis holds another number, or what this replica can't decrypt.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await CheckPartitionsAsync(cancellationToken);
        await CheckSecretsAsync(cancellationToken);
        IsChecked = true;
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(encryption.Value.Key))
        {
            RedisLog.NotEncrypted(logger);
        }

        try
        {
            await CheckAsync(cancellationToken);
            Tell(await durability.ReadAsync(cancellationToken));
        }
        catch (StorageUnavailableException)
        {
            // Readiness is red until the health check, which asks the same, has seen Redis.
        }
    }

    /// <summary>Tells the log once, at the start or when Redis is first there.</summary>
    public void Tell(Durability found)
    {
        if (Interlocked.Exchange(ref _told, 1) == 1)
        {
            return;
        }

        if (found.Weakness is not null)
        {
            RedisLog.Weak(logger, found.Weakness);
        }

        if (found.Unknown is not null)
        {
            RedisLog.DurabilityUnknown(logger, found.Unknown);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckPartitionsAsync(CancellationToken cancellationToken)
    {
        var wanted = tasks.Value.Partitions;
        await scripts.AskAsync(
            "SETNX", redis => redis.StringSetAsync(RedisKeys.Partitions, wanted, when: When.NotExists), cancellationToken);
        var held = (long)await scripts.AskAsync("GET", redis => redis.StringGetAsync(RedisKeys.Partitions), cancellationToken);
        if (held != wanted)
        {
            throw new InvalidOperationException(
                $"Redis holds {held} partitions but Tasks:Partitions is {wanted}; set Tasks:Partitions to {held} or use an empty Redis.");
        }
    }

    // There are signing keys from the first start on: a wrong Encryption:Key shows in them before it is used for anything.
    private async Task CheckSecretsAsync(CancellationToken cancellationToken)
    {
        if (await scripts.AskAsync("EXISTS", redis => redis.KeyExistsAsync(RedisKeys.KeyRing), cancellationToken))
        {
            throw new InvalidOperationException(
                $"Redis holds a key ring in {RedisKeys.KeyRing}, which this version does not use:"
                + $" delete {RedisKeys.KeyRing} and {RedisKeys.SigningKeys}. "
                + "Push configs that were kept until then can't be read any more.");
        }

        try
        {
            await signingKeys.ReadAsync(cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException(
                $"{e.Message} If the key is lost, delete {RedisKeys.SigningKeys}: new keys are made,"
                + " and push configs that were kept until then can't be read any more.",
                e);
        }
    }
}
