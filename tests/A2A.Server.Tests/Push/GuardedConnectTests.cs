using System.Net;
using System.Net.Sockets;
using A2A.Server.Push;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push;

/// <summary>A canary listens on loopback; no connection may reach it unless its network is allowed.</summary>
public sealed class GuardedConnectTests : IDisposable
{
    private readonly TcpListener _canary = new(IPAddress.Loopback, 0);

    public GuardedConnectTests() => _canary.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)_canary.LocalEndpoint).Port;

    public void Dispose() => _canary.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("8.8.8.8,127.0.0.1")]
    [InlineData("127.0.0.1,8.8.8.8")]
    [InlineData("2606:4700:4700::1111,8.8.8.8,169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    public async Task A_name_with_a_denied_address_is_never_connected_to(string answers)
    {
        using var client = Client([], (_, _) => Task.FromResult<IPAddress[]>([.. answers.Split(',').Select(IPAddress.Parse)]));

        var error = await Should.ThrowAsync<HttpRequestException>(() => PostAsync(client, $"http://innocent.example:{Port}/"));

        error.InnerException.ShouldBeOfType<AddressDeniedException>().Message.ShouldContain("innocent.example");
        _canary.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task A_literal_address_is_checked_without_a_look_up()
    {
        using var client = Client([], (_, _) => throw new InvalidOperationException("must not be asked"));

        var error = await Should.ThrowAsync<HttpRequestException>(() => PostAsync(client, $"http://127.0.0.1:{Port}/"));

        error.InnerException.ShouldBeOfType<AddressDeniedException>().Message.ShouldBe("host 127.0.0.1 has an address in a denied range");
        _canary.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_is_looked_up_once_so_that_it_cannot_change_its_mind()
    {
        var asked = 0;
        using var client = Client([IPNetwork.Parse("127.0.0.1/32")], (_, _) =>
            Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("127.0.0.2")]));
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var post = PostAsync(client, $"http://rebinding.example:{Port}/", broken.Token);

        using var accepted = await _canary.AcceptSocketAsync(Token);
        ((IPEndPoint)accepted.LocalEndPoint!).Address.ShouldBe(IPAddress.Loopback);
        asked.ShouldBe(1);
        await broken.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => post);
    }

    [Fact]
    public async Task A_host_that_is_not_named_is_not_even_looked_up()
    {
        var connect = new GuardedConnect(
            new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), new Destinations(["hooks.example"], []), (_, _) => throw new InvalidOperationException("must not be asked"));
        using var client = new WebhookClient(connect, Options.Create(new PushOptions()));

        var error = await Should.ThrowAsync<HttpRequestException>(() => PostAsync(client, $"http://other.example:{Port}/"));

        error.InnerException.ShouldBeOfType<AddressDeniedException>().Message.ShouldBe("webhooks must go to a host that the operator allows");
        _canary.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task A_port_that_is_not_named_is_not_connected_to()
    {
        var connect = new GuardedConnect(
            new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), new Destinations([], [443]), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using var client = new WebhookClient(connect, Options.Create(new PushOptions()));

        var error = await Should.ThrowAsync<HttpRequestException>(() => PostAsync(client, $"http://hooks.example:{Port}/"));

        error.InnerException.ShouldBeOfType<AddressDeniedException>().Message.ShouldBe("webhooks must go to a port that the operator allows");
        _canary.Pending().ShouldBeFalse();
    }

    private static WebhookClient Client(IPNetwork[] allowed, ResolveHost resolve) =>
        new(new GuardedConnect(new AddressGuard(allowed), Destinations.Any, resolve), Options.Create(new PushOptions()));

    private static async Task PostAsync(WebhookClient client, string url, CancellationToken? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        using var response = await client.SendAsync(request, token ?? Token);
    }
}
