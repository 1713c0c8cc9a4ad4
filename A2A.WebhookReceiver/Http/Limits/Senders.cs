using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace A2A.WebhookReceiver.Http.Limits;

/// <summary>Tells senders apart, before anything that they say is read: by their address.</summary>
/// <remarks>
/// Behind a proxy the address is the proxy's, and all senders share one limit, until <c>Webhooks:KnownProxies</c> names the
/// proxy: then it is the one that the proxy says in <c>X-Forwarded-For</c>.
/// </remarks>
internal static class Senders
{
    /// <summary>An IPv6 host has a network of 64 bits to itself, so another address in it is no other sender.</summary>
    private const int BytesOfNetwork = 8;

    /// <summary>The bucket of the request's sender.</summary>
    public static RateLimitPartition<string> BucketOf(HttpContext context, int perSecond, int burst) =>
        RateLimitPartition.GetTokenBucketLimiter(At(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) / perSecond,
            QueueLimit = 0,
        });

    /// <summary>What a sender is counted by: its address, of IPv6 its network.</summary>
    internal static string At(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, BytesOfNetwork)),
        _ => address.ToString(),
    };
}
