using System.Threading.RateLimiting;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Errors;
using A2A.Webhooks.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Limits;

internal static class LimitsExtensions
{
    /// <summary>How much one caller may ask: requests per second, open streams, and sends that wait.</summary>
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().BindStrictly(LimitOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.Burst >= options.RequestsPerSecond, "Limits:Burst must not be less than Limits:RequestsPerSecond.")
            .ValidateOnStart();
        services.AddSingleton<LongCalls>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().PostConfigure<IOptions<LimitOptions>>((limiter, limits) =>
        {
            var bucket = BucketOf(limits.Value);
            var own = PartitionedRateLimiter.Create<HttpContext, string>(context => PartitionOf(context, bucket));
            var (others, refuseOthers) = (limiter.GlobalLimiter, limiter.OnRejected); // the application's
            limiter.GlobalLimiter = others is null ? own : PartitionedRateLimiter.CreateChained(others, own);
            limiter.OnRejected = (rejected, token) => ServerRoute.IsForeign(rejected.HttpContext)
                ? refuseOthers?.Invoke(rejected, token) ?? ValueTask.CompletedTask
                : new ValueTask(RefuseAsync(rejected));
        });
    }

    // Public documents are not counted: health checks and cards must not fail because a caller is busy.
    private static RateLimitPartition<string> PartitionOf(HttpContext context, TokenBucketRateLimiterOptions bucket) =>
        ServerRoute.IsForeign(context) || IsPublic(context.GetEndpoint()?.Metadata)
            ? RateLimitPartition.GetNoLimiter("everybody")
            : RateLimitPartition.GetTokenBucketLimiter(Caller.CountedAs(context), _ => bucket);

    private static bool IsPublic(EndpointMetadataCollection? route) =>
        route?.GetMetadata<IAllowAnonymous>() is not null && route.GetMetadata<CountedRoute>() is null;

    private static Task RefuseAsync(OnRejectedContext rejected)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        return new Refusal(A2AError.TooManyRequests, wait).ExecuteAsync(rejected.HttpContext);
    }

    private static TokenBucketRateLimiterOptions BucketOf(LimitOptions limits) => new()
    {
        TokenLimit = limits.Burst,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1) / limits.RequestsPerSecond,
        QueueLimit = 0,
    };
}
