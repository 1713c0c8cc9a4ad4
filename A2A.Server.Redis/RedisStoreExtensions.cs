using A2A.Server;
using A2A.Server.Encryption;
using A2A.Server.Execution;
using A2A.Server.Push;
using A2A.Server.Push.Keys;
using A2A.Server.Push.Ownership;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

// The namespace in which an application's services are at hand anyway.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps what an A2A server stores in Redis.</summary>
public static class RedisStoreExtensions
{
    /// <summary>
    /// Keeps tasks, their event logs, the queues, webhooks and signing keys in one Redis (7.0 or newer), which all replicas share.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="connectionName">
    /// The connection string's name, below <c>ConnectionStrings</c>; in an AppHost the resource's name.
    /// </param>
    public static A2AServerBuilder UseRedis(this A2AServerBuilder server, string connectionName = "redis")
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionName);
        var builder = server.Application;
        // CONFIG GET, which tells how durable Redis is, counts as an administrator's command. The health of Redis is RedisStorageHealth.
        builder.AddRedisClient(connectionName, settings => settings.DisableHealthChecks = true, options => options.AllowAdmin = true);
        // The client logs every attempt to connect with its stack; StorageOutage says the same in one line a minute.
        builder.Logging.AddFilter("StackExchange.Redis", LogLevel.None);
        var services = builder.Services;
        services.AddOptions<ConfigurationOptions>()
            .PostConfigure(options => options.AbortOnConnectFail = false) // whatever the connection string says: the client goes on trying
            .Validate(options => options.EndPoints.Count > 0, $"ConnectionStrings:{connectionName} is missing: it says where Redis is.")
            .ValidateOnStart();
        services.AddEncryption(); // what is stored needs it
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StorageOutage>();
        services.AddSingleton(provider => new RedisScripts(
            Task.Run(provider.GetRequiredService<IConnectionMultiplexer>), provider.GetRequiredService<StorageOutage>()));
        services.AddSingleton<RedisSweep>();
        services.AddSingleton<RedisDurability>();
        services.AddSingleton<ITaskStore, RedisTaskStore>();
        services.AddSingleton<ITaskRecords, RedisTaskRecords>();
        services.AddSingleton<ITaskEvents, RedisTaskEvents>();
        services.AddSingleton<IWorkQueue, RedisWorkQueue>();
        services.AddSingleton<IPushConfigStore, RedisPushConfigStore>();
        services.AddSingleton<IDeliveryQueue, RedisDeliveryQueue>();
        services.AddSingleton<IDeliveryRecords, RedisDeliveryRecords>();
        services.AddSingleton<ICircuitLedger, RedisCircuits>();
        services.AddSingleton<StoredPushConfigs>();
        services.AddSingleton<ISigningKeyStore, RedisSigningKeyStore>();
        services.AddSingleton<RedisDoorbell>();
        services.AddSingleton<IDoorbell>(provider => provider.GetRequiredService<RedisDoorbell>());
        services.AddSingleton<RedisStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisStartup>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisDoorbell>());
        services.AddHostedService<RedisDueWatch>();
        services.AddSingleton<TaskRetention>();
        services.AddSingleton<DeadLetterRetention>();
        services.AddHostedService<RedisRetention>();
        services.AddHealthChecks().AddCheck<RedisStorageHealth>("storage");
        return server;
    }
}
