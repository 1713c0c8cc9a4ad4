using A2A.AgentApi.Encryption;
using A2A.AgentApi.Execution;
using A2A.AgentApi.Push;
using A2A.AgentApi.Push.Keys;
using A2A.AgentApi.Push.Ownership;
using A2A.AgentApi.Tasks;
using A2A.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

internal static class RedisExtensions
{
    /// <summary>Where tasks live: the log, the queues and the doorbell, all in the Redis called <c>redis</c>.</summary>
    public static void AddRedisStorage(this IHostApplicationBuilder builder)
    {
        // CONFIG GET, which tells how durable Redis is, counts as an administrator's command. The health of Redis is RedisStorageHealth.
        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true, options => options.AllowAdmin = true);
        // The client logs every attempt to connect with its stack; StorageOutage says the same in one line a minute.
        builder.Logging.AddFilter("StackExchange.Redis", LogLevel.None);
        var services = builder.Services;
        services.AddOptions<ConfigurationOptions>()
            .PostConfigure(options => options.AbortOnConnectFail = false) // whatever the connection string says: the client goes on trying
            .Validate(options => options.EndPoints.Count > 0, "ConnectionStrings:redis is missing: it says where Redis is.")
            .ValidateOnStart();
        services.AddEncryption(); // what is stored needs it
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StorageOutage>();
        services.AddSingleton(provider => new RedisScripts(
            Task.Run(provider.GetRequiredService<IConnectionMultiplexer>), provider.GetRequiredService<StorageOutage>()));
        services.AddSingleton<RedisSweep>();
        services.AddSingleton<RedisDurability>();
        services.AddSingleton<ITaskStore, RedisTaskStore>();
        services.AddSingleton<ITaskList, RedisTaskList>();
        services.AddSingleton<ITaskEvents, RedisTaskEvents>();
        services.AddSingleton<IWorkQueue, RedisWorkQueue>();
        services.AddSingleton<IPushConfigStore, RedisPushConfigStore>();
        services.AddSingleton<IDeliveryQueue, RedisDeliveryQueue>();
        services.AddSingleton<IDeadLetters, RedisDeadLetters>();
        services.AddSingleton<IDeliveryRecords, RedisDeliveryRecords>();
        services.AddSingleton<RedisCircuits>();
        services.AddSingleton<ICircuitLedger>(provider => provider.GetRequiredService<RedisCircuits>());
        services.AddSingleton<IHostCircuits>(provider => provider.GetRequiredService<RedisCircuits>());
        services.AddSingleton<StoredPushConfigs>();
        services.AddSingleton<ISigningKeyStore, RedisSigningKeyStore>();
        services.AddSingleton<IOwnershipMemory, RedisOwnershipMemory>();
        services.AddSingleton<RedisDoorbell>();
        services.AddSingleton<IDoorbell>(provider => provider.GetRequiredService<RedisDoorbell>());
        services.AddSingleton<RedisStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisStartup>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisDoorbell>());
        services.AddHostedService<RedisDueWatch>();
        services.AddSingleton<IRetained, TaskRetention>();
        services.AddSingleton<IRetained, DeadLetterRetention>();
        services.AddHostedService<RedisRetention>();
        services.AddHealthChecks().AddCheck<RedisStorageHealth>("storage");
    }
}
