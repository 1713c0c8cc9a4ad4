using StackExchange.Redis;

namespace A2A.WebhookReceiver.Redis;

/// <summary>
/// Connects before the first webhook comes, so that it need not wait for that. A Redis that is away does not stop the
/// start, a receiver that was not told where Redis is does.
/// </summary>
internal sealed class RedisWarmUp(RedisScripts redis) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await redis.ConnectAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The health check says so, and the client goes on trying.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
