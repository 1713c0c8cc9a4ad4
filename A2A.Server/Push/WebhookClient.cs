using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>The HTTP client for URLs that callers gave, which are not trusted.</summary>
/// <remarks>
/// No proxy, which would connect to unchecked addresses; no cookies, redirects, decompression or credentials; HTTP/1.1
/// only; small answers only; certificates are checked. It adds no trace headers: the sender writes its own. What is
/// not read of an answer's body is thrown away in the background, within bounds, so that the connection can be used again.
/// </remarks>
internal sealed class WebhookClient : IDisposable
{
    private const int HeadersInKiB = 16;
    private const int BodyInBytes = 64 * 1024;

    /// <summary>How the requests name the sender.</summary>
    public static readonly ProductInfoHeaderValue UserAgent = new("A2A-Agent-Webhooks", "1.0");

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
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = ConnectionFault.CheckCertificate },
            AutomaticDecompression = DecompressionMethods.None,
            Credentials = null,
            PreAuthenticate = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = HeadersInKiB,
            MaxResponseDrainSize = BodyInBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
        });
    }

    /// <summary>Gives the answer as soon as its headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // One connection is for one name then: HTTP/2 and 3 let a server take requests for others on it.
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return _invoker.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _invoker.Dispose();
}
