using A2A.Server.Http;
using A2A.Server.Http.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace A2A.Server.Grpc;

/// <summary>
/// Lets one of the server's addresses speak HTTP/2 alone: without TLS a connection does not say which HTTP it speaks. And keeps
/// connections of HTTP/2 open in silence.
/// </summary>
internal sealed class GrpcPort(IOptions<GrpcOptions> options, IOptions<HttpOptions> http, IOptions<LimitOptions> limits)
    : IConfigureOptions<KestrelServerOptions>
{
    private const int UsualStreams = 100; // of Kestrel

    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1); // Kestrel takes no shorter one

    public void Configure(KestrelServerOptions kestrel)
    {
        if (options.Value.Port is { } port)
        {
            kestrel.ConfigureEndpointDefaults(address =>
            {
                if (address.IPEndPoint?.Port == port)
                {
                    address.Protocols = HttpProtocols.Http2;
                }
            });
        }

        // A caller meets its own limits, and its client never waits for a place in its one connection.
        if (kestrel.Limits.Http2.MaxStreamsPerConnection == UsualStreams)
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection =
                limits.Value.OpenStreamsPerCaller + limits.Value.WaitingSendsPerCaller + UsualStreams;
        }

        if (kestrel.Limits.Http2.KeepAlivePingDelay == TimeSpan.MaxValue) // not the application's own choice
        {
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromTicks(Math.Max(http.Value.Heartbeat.Ticks, ShortestPing.Ticks));
        }
    }
}
