using System.Threading.RateLimiting;
using A2A.WebhookReceiver.Receiving;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http.Limits;

internal static class SenderLimits
{
    private const string Policy = "senders";

    /// <summary>How much one sender may ask: requests at all, and ones that fail verification.</summary>
    public static void AddLimits(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RefusalLimit>();
        services.AddSingleton<BusySenders>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<WebhookOptions>>((limiter, options) =>
        {
            var (perSecond, burst) = (options.Value.RequestsPerSecond, options.Value.Burst);
            limiter.AddPolicy(Policy, context => Senders.BucketOf(context, perSecond, burst));
            limiter.OnRejected = (rejected, _) => new ValueTask(TurnAwayAsync(rejected, perSecond));
        });
    }

    /// <summary>
    /// Counts requests to this endpoint. Those to others are not: health and listings must not fail because of a busy sender.
    /// </summary>
    public static void CountSenders(this IEndpointConventionBuilder endpoint) => endpoint.RequireRateLimiting(Policy);

    private static async Task TurnAwayAsync(OnRejectedContext rejected, int perSecond)
    {
        var context = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        var answer = await context.RequestServices.GetRequiredService<BusySenders>().TurnAwayAsync(
            context, $"More than {perSecond} requests per second came from your address.", wait);
        await answer.ExecuteAsync(context);
    }
}
