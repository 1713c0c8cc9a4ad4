using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Running;

namespace A2A.StandIns.Tests.Hosting;

/// <summary>The address in front of the replicas, with listeners in place of replicas.</summary>
public sealed class EndpointProxyTests
{
    [Fact]
    public async Task A_replica_that_refuses_is_passed_over()
    {
        using var replica = Listen();
        await using var front = await FrontAsync();
        front.Proxy.Add(Ports.Free()); // nobody listens there
        front.Proxy.Add(PortOf(replica));

        for (var i = 0; i < 3; i++)
        {
            (await ExchangeAsync(front.Port, replica)).ShouldBe((byte)42);
        }
    }

    [Fact]
    public async Task A_removed_replica_gets_no_more_connections()
    {
        using var removed = Listen();
        using var kept = Listen();
        await using var front = await FrontAsync();
        front.Proxy.Add(PortOf(removed));
        front.Proxy.Add(PortOf(kept));
        front.Proxy.Remove(PortOf(removed));

        await ExchangeAsync(front.Port, kept);
        await ExchangeAsync(front.Port, kept);

        removed.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Without_any_replica_the_connection_is_reset_at_once()
    {
        await using var front = await FrontAsync();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // The reset may come before the client knows that it is connected.
        var asking = async () =>
        {
            await client.ConnectAsync(IPAddress.Loopback, front.Port, Patience.Token);
            await client.ReceiveAsync(new byte[1], Patience.Token);
        };

        (await asking.ShouldThrowAsync<SocketException>()).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task A_patient_address_holds_a_connection_until_a_replica_takes_it()
    {
        using var replica = Listen();
        var port = Ports.Free();
        var listeners = await new Ports(TimeProvider.System).ListenAsync(port, "collector", "otlp", Patience.Token);
        await using var proxy = new EndpointProxy(listeners, patience: TimeSpan.FromMinutes(1));

        var exchange = ExchangeAsync(port, replica);
        proxy.Add(PortOf(replica));

        (await exchange).ShouldBe((byte)42);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task<Front> FrontAsync()
    {
        var port = Ports.Free();
        return new Front(port, new EndpointProxy(await new Ports(TimeProvider.System).ListenAsync(port, "web", "http", Patience.Token)));
    }

    /// <summary>Sends a byte through the proxy; gives what came back from the replica.</summary>
    private static async Task<byte> ExchangeAsync(int port, TcpListener replica)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Patience.Token);
        using var accepted = await replica.AcceptTcpClientAsync(Patience.Token);
        await client.GetStream().WriteAsync(new byte[] { 41 }, Patience.Token);
        var buffer = new byte[1];
        await accepted.GetStream().ReadExactlyAsync(buffer, Patience.Token);
        buffer[0]++;
        await accepted.GetStream().WriteAsync(buffer, Patience.Token);
        await client.GetStream().ReadExactlyAsync(buffer, Patience.Token);
        return buffer[0];
    }

    private sealed record Front(int Port, EndpointProxy Proxy) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Proxy.DisposeAsync();
    }
}
