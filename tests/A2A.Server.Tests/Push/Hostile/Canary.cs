using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>
/// Listens on loopback, over IPv4 and IPv6, and counts who comes. Beside it, on the same port of 127.0.0.77, is a bait:
/// a receiver that may be reached, whose answers lead to the canary.
/// </summary>
internal sealed class Canary : IAsyncDisposable
{
    public const string Bait = "127.0.0.77";

    private readonly List<TcpListener> _listeners = [];
    private readonly WebApplication _bait;
    private int _visits;

    private Canary(WebApplication bait) => _bait = bait;

    public int Port { get; private set; }

    /// <summary>How many connections were made.</summary>
    public int Visits => Volatile.Read(ref _visits);

    public static async Task<Canary> StartAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = RedisServer.FreePort();
            var canary = new Canary(NewBait(port)) { Port = port };
            try
            {
                await canary._bait.StartAsync();
                canary.Listen(IPAddress.Loopback);
                if (Socket.OSSupportsIPv6)
                {
                    canary.Listen(IPAddress.IPv6Loopback);
                }

                return canary;
            }
            catch (Exception e) when (e is IOException or SocketException && attempt < 5)
            {
                await canary.DisposeAsync(); // somebody else was quicker on this port
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listeners.ForEach(listener => listener.Dispose());
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _bait.StopAsync(now.Token);
        await _bait.DisposeAsync();
    }

    private void Listen(IPAddress address)
    {
        var listener = new TcpListener(address, Port);
        listener.Start();
        _listeners.Add(listener);
        _ = CountAsync(listener);
    }

    private async Task CountAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var visitor = await listener.AcceptSocketAsync();
                Interlocked.Increment(ref _visits);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    // Without ?status= it is unavailable, and wants every attempt on a connection of its own.
    private static WebApplication NewBait(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(Bait), port));
        var bait = builder.Build();
        bait.Run(http =>
        {
            var query = http.Request.Query;
            http.Response.StatusCode = int.TryParse(query["status"], out var status) ? status : StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.Connection = "close";
            http.Response.Headers.Location = query["to"];
            http.Response.Headers.AltSvc = $"http/1.1=\"127.0.0.1:{port}\"";
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"bait\"";
            http.Response.Headers.ProxyAuthenticate = "Basic realm=\"bait\"";
            return Task.CompletedTask;
        });
        return bait;
    }
}
