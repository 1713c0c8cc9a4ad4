using A2A.Protocol.Webhooks;

namespace A2A.WebhookReceiver.Redis;

internal static class RedisStorageExtensions
{
    /// <summary>The connection string is <c>ConnectionStrings:redis</c>.</summary>
    public static void AddRedisStorage(this IHostApplicationBuilder builder)
    {
        builder.AddRedisClient("redis");
        builder.Services.AddSingleton<RedisScripts>();
        builder.Services.AddSingleton<NotificationLog>();
        builder.Services.AddSingleton<IReplayGuard, RedisReplayGuard>();
        builder.Services.AddHostedService<RedisWarmUp>();
    }
}
