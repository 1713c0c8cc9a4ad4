using System.Threading.RateLimiting;

namespace A2A.Server.Push;

/// <summary>
/// How many requests per second go to one endpoint, as many at once after a pause; endpoints that are idle are forgotten.
/// </summary>
internal sealed class EndpointRates : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<string> _buckets;
    private readonly Func<double> _chance;

    /// <param name="perSecond">Requests per second to one endpoint.</param>
    /// <param name="chance">Spreads requests that must wait: 0 to 1.</param>
    public EndpointRates(int perSecond, Func<double> chance)
    {
        _chance = chance;
        var period = perSecond * Period.TotalSeconds >= 1 ? Period : TimeSpan.FromSeconds(1.0 / perSecond);
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            TokensPerPeriod = Math.Max(1, (int)(perSecond * period.TotalSeconds)),
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        };
        _buckets = PartitionedRateLimiter.Create<string, string>(endpoint =>
            RateLimitPartition.GetTokenBucketLimiter(endpoint, _ => bucket));
    }

    /// <summary>Null when a request may go now; else when to come again, spread over a second.</summary>
    public TimeSpan? Wait(string endpoint)
    {
        using var lease = _buckets.AttemptAcquire(endpoint);
        if (lease.IsAcquired)
        {
            return null;
        }

        var until = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > Shortest ? after : Shortest;
        return until + TimeSpan.FromSeconds(_chance());
    }

    public void Dispose() => _buckets.Dispose();
}
