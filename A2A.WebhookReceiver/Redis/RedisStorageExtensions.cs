using A2A.Protocol.Webhooks;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Redis;

internal static class RedisStorageExtensions
{
    /// <summary>The connection string is <c>ConnectionStrings:redis</c>.</summary>
    public static void AddRedisStorage(this IHostApplicationBuilder builder)
    {
        builder.AddRedisClient("redis");
        builder.Services.AddOptions<ConfigurationOptions>()
            .PostConfigure(options => options.AbortOnConnectFail = false) // whatever the connection string says: the client goes on trying
            .Validate(options => options.EndPoints.Count > 0, "ConnectionStrings:redis is missing: it says where Redis is.")
            .ValidateOnStart();
        builder.Services.AddSingleton(provider => new RedisScripts(Task.Run(provider.GetRequiredService<IConnectionMultiplexer>)));
        builder.Services.ActivateSingleton<RedisScripts>(); // connects before the first webhook comes
        builder.Services.AddSingleton<NotificationLog>();
        builder.Services.AddSingleton<IReplayGuard, RedisReplayGuard>();
    }
}
