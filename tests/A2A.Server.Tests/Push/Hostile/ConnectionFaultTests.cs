using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using A2A.Server.Push;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>A receiver that cannot be reached gives a reason by which it can be mended.</summary>
public sealed class ConnectionFaultTests : IDisposable
{
    private IPAddress[] _addresses = [IPAddress.Loopback];
    private readonly WebhookClient _client;

    public ConnectionFaultTests() => _client = new WebhookClient(
        new GuardedConnect(
            new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), Destinations.Any, (_, _) => Task.FromResult(_addresses)),
        Options.Create(new PushOptions { Timeout = Eventually.Patience }));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("hooks.example", -1, 1, "the certificate is of an authority that is unknown here")]
    [InlineData("hooks.example", -3, -2, "the certificate has expired, or is not valid yet")]
    [InlineData("hooks.example", 2, 3, "the certificate has expired, or is not valid yet")]
    [InlineData("other.example", -1, 1, "the certificate is for another name")]
    public async Task A_certificate_that_does_not_hold_says_what_is_wrong_with_it(string name, int fromDay, int untilDay, string reason)
    {
        await using var server = await StartAsync(CertificateOf(name, fromDay, untilDay));

        (await ReasonAsync($"https://hooks.example:{PortOf(server)}/")).ShouldBe(reason);
    }

    [Fact]
    public async Task Https_to_a_port_without_tls_says_so()
    {
        await using var server = await StartAsync(certificate: null);

        (await ReasonAsync($"https://hooks.example:{PortOf(server)}/")).ShouldBe("the port does not speak TLS; is the URL to be http, or the port another one?");
    }

    [Fact]
    public async Task Http_to_a_port_with_tls_asks_whether_https_was_meant()
    {
        await using var server = await StartAsync(CertificateOf("hooks.example", -1, 1));

        (await ReasonAsync($"http://hooks.example:{PortOf(server)}/")).ShouldEndWith("is the URL to be https?");
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_refuses_the_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await ReasonAsync($"http://hooks.example:{port}/")).ShouldBe("the connection was refused");
    }

    [Fact]
    public async Task A_name_without_an_address_says_so()
    {
        _addresses = [];

        (await ReasonAsync("http://hooks.example/")).ShouldBe("the host has no address");
    }

    [Fact]
    public async Task A_peer_that_hangs_up_says_so()
    {
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        (await ReasonAsync(endpoint.Url)).ShouldBeOneOf(
            "the connection was reset", "the connection ended without an answer; is the URL to be https?");
    }

    private async Task<string> ReasonAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        return ConnectionFault.ReasonOf(await Should.ThrowAsync<Exception>(() => _client.SendAsync(request, Token)));
    }

    private static X509Certificate2 CertificateOf(string name, int fromDay, int untilDay)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(fromDay), now.AddDays(untilDay));
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var server = builder.Build();
        await server.StartAsync(Token);
        return server;
    }

    private static int PortOf(WebApplication server) => new Uri(server.Urls.Single()).Port;
}
