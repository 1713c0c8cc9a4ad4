using System.Threading.RateLimiting;
using A2A.WebhookReceiver.Receiving;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http.Limits;

/// <summary>How many requests of a sender may fail verification before it is no longer listened to, so that guessing is slow.</summary>
internal sealed class RefusalLimit(IOptions<WebhookOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(
        context => Senders.BucketOf(context, options.Value.RefusalsPerSecond, options.Value.RefusalBurst));

    /// <summary>Counts a request that failed verification.</summary>
    public void Count(HttpContext context) => _limiter.AttemptAcquire(context).Dispose();

    /// <summary>How long the sender must wait because too many of its requests failed; null when it need not.</summary>
    public TimeSpan? WaitOf(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context, permitCount: 0); // tells whether there is one, and takes none
        return BusySenders.WaitOf(lease);
    }

    public void Dispose() => _limiter.Dispose();
}
