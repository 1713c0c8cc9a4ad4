using A2A.Webhooks;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Redis;

internal static class RedisStorageExtensions
{
    /// <summary>The connection string is <c>ConnectionStrings:redis</c>.</summary>
    public static void AddRedisStorage(this IHostApplicationBuilder builder)
    {
        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true); // RedisHealth answers within a deadline
        // The client logs every attempt to connect with its stack; StorageOutage says the same in one line a minute.
        builder.Logging.AddFilter("StackExchange.Redis", LogLevel.None);
        builder.Services.AddOptions<ConfigurationOptions>()
            .PostConfigure(options => options.AbortOnConnectFail = false) // whatever the connection string says: the client goes on trying
            .Validate(options => options.EndPoints.Count > 0, "ConnectionStrings:redis is missing: it says where Redis is.")
            .ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StorageOutage>();
        builder.Services.AddSingleton(provider => new ReceiverScripts(
            Task.Run(provider.GetRequiredService<IConnectionMultiplexer>), provider.GetRequiredService<StorageOutage>()));
        builder.Services.ActivateSingleton<ReceiverScripts>(); // connects before the first webhook comes
        builder.Services.AddSingleton<NotificationLog>();
        builder.Services.AddSingleton<IReplayGuard, RedisReplayGuard>();
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
    }
}
