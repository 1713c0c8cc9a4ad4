using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using A2A.Server.Push;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>What a receiver can make the client do: not more than read a little, for a short time.</summary>
public sealed class WebhookClientTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    private readonly ConcurrentQueue<string> _lookedUp = new();
    private readonly WebhookClient _client;

    public WebhookClientTests()
    {
        ResolveHost resolve = (host, _) =>
        {
            _lookedUp.Enqueue(host);
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        };
        _client = new WebhookClient(new GuardedConnect(new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), Destinations.Any, resolve), Options.Create(new PushOptions { Timeout = Eventually.Patience }));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("", "H")]
    [InlineData(Ok, "X-Drip: 1\r\n")]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n")]
    public async Task An_answer_that_does_not_come_to_its_end_takes_no_longer_than_it_may(string first, string then)
    {
        await using var endpoint = new RawEndpoint(first, then, TimeSpan.FromMilliseconds(20));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMilliseconds(500));

        await Should.ThrowAsync<OperationCanceledException>(() => PostAsync(endpoint.Url, limit.Token));

        await endpoint.LeftAfterAsync(Token);
    }

    [Theory]
    [InlineData(Ok, "X-Many: 0123456789012345678901234567890123456789\r\n")]
    [InlineData(Ok + "X-Long: ", "01234567890123456789012345678901234567890123456789")]
    [InlineData("HTTP/1.1 200 ", "01234567890123456789012345678901234567890123456789")]
    public async Task Headers_without_end_are_an_error_after_a_few_kilobytes(string first, string then)
    {
        await using var endpoint = new RawEndpoint(first, then, TimeSpan.Zero);

        var error = await Should.ThrowAsync<HttpRequestException>(() => PostAsync(endpoint.Url, Token));

        error.HttpRequestError.ShouldBe(HttpRequestError.ConfigurationLimitExceeded);
        (await endpoint.LeftAfterAsync(Token)).ShouldBeLessThan(16 * 1024 * 1024);
    }

    [Theory]
    [InlineData(Ok + "Content-Length: 104857600\r\n\r\n", "a hundred megabytes of this, a hundred megabytes of this, a hundred megabytes of this")]
    [InlineData(Ok + "\r\n", "until the connection ends, until the connection ends, until the connection ends")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n1;", "extension=without-end;extension=without-end;")]
    [InlineData(Ok + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n")]
    public async Task The_body_of_an_answer_is_not_waited_for_and_the_connection_ends(string first, string then)
    {
        await using var endpoint = new RawEndpoint(first, then, TimeSpan.Zero);

        (await PostAsync(endpoint.Url, Token)).ShouldBe(HttpStatusCode.OK);

        (await endpoint.LeftAfterAsync(Token)).ShouldBeLessThan(64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_slow_body_ends_with_its_connection()
    {
        await using var endpoint = new RawEndpoint(Ok + "Content-Length: 1000\r\n\r\n", "x", TimeSpan.FromMilliseconds(50));

        (await PostAsync(endpoint.Url, Token)).ShouldBe(HttpStatusCode.OK);

        (await endpoint.LeftAfterAsync(Token)).ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Nothing_is_kept_offered_or_answered_for_a_receiver()
    {
        ConcurrentQueue<string> protocols = new();
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            protocols.Enqueue(http.Request.Protocol);
            http.Response.Headers.SetCookie = "a=b";
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"a\"";
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        await PostAsync(endpoint.Url, Token);
        await PostAsync(endpoint.Url, Token);

        endpoint.All.Count.ShouldBe(2, "a 401 is not answered by trying again");
        protocols.ShouldAllBe(protocol => protocol == "HTTP/1.1");
        endpoint.All.ShouldAllBe(received => received.Header("Cookie") == null && received.Header("Accept-Encoding") == null
            && received.Header("Authorization") == null && received.Header("Upgrade") == null && received.Header("traceparent") == null);
    }

    [Fact]
    public async Task A_connection_is_for_one_name()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        var port = new Uri(endpoint.Url).Port;

        await PostAsync($"http://a.example:{port}/", Token);
        await PostAsync($"http://a.example:{port}/", Token);
        await PostAsync($"http://b.example:{port}/", Token);

        _lookedUp.ShouldBe(["a.example", "b.example"]);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_ends_the_connection_before_the_request()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = new CertificateRequest("CN=hooks.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var asked = 0;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var server = builder.Build();
        server.Run(http =>
        {
            asked++;
            return Task.CompletedTask;
        });
        await server.StartAsync(Token);

        var error = await Should.ThrowAsync<HttpRequestException>(() => PostAsync($"https://hooks.example:{new Uri(server.Urls.Single()).Port}/", Token));

        error.HttpRequestError.ShouldBe(HttpRequestError.SecureConnectionError);
        asked.ShouldBe(0);
    }

    private async Task<HttpStatusCode> PostAsync(string url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        using var response = await _client.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }
}
