using System.Net;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>The HTTP client for URLs that strangers gave us.</summary>
/// <remarks>
/// No proxy, which would connect to unchecked addresses; no cookies, redirects or decompression; small answers only. It
/// adds no trace headers: the sender writes its own. Bodies of answers are not read: what has come of one is thrown away
/// in the background, within bounds, so that the connection can be used again.
/// </remarks>
internal sealed class WebhookClient : IDisposable
{
    private const int HeadersInKiB = 16;
    private const int BodyInBytes = 64 * 1024;

    private readonly HttpMessageInvoker _invoker;

    public WebhookClient(GuardedConnect connect, IOptions<PushOptions> options)
    {
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = connect.ConnectAsync,
            ConnectTimeout = options.Value.Timeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = HeadersInKiB,
            MaxResponseDrainSize = BodyInBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
        });
    }

    /// <summary>Gives the answer as soon as its headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();
}
