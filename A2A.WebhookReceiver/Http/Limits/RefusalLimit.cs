using System.Threading.RateLimiting;
using A2A.WebhookReceiver.Receiving;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http.Limits;

/// <summary>How many requests of a sender may fail verification before it is no longer listened to, so that guessing is slow.</summary>
internal sealed class RefusalLimit(IOptions<WebhookOptions> options) : IDisposable
{
    /// <summary>There is at least one more in each second.</summary>
    private static readonly TimeSpan UntilNext = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(
        context => Senders.BucketOf(context, options.Value.RefusalsPerSecond, options.Value.RefusalBurst));

    /// <summary>Counts a request that failed verification.</summary>
    public void Count(HttpContext context) => _limiter.AttemptAcquire(context).Dispose();

    /// <summary>How long the sender must wait because too many of its requests failed; null when it need not.</summary>
    /// <remarks>
    /// Counts whole permits: asking for none of them would succeed as long as a fraction of one is left, which is nearly always.
    /// </remarks>
    public TimeSpan? WaitOf(HttpContext context) => _limiter.GetStatistics(context) is { CurrentAvailablePermits: 0 } ? UntilNext : null;

    public void Dispose() => _limiter.Dispose();
}
