using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

/// <summary>Finds ports, and says clearly when a wished one is taken.</summary>
internal sealed class Ports(TimeProvider time)
{
    /// <summary>A process of a run just stopped may hold its port for a moment.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // One system-wide free port can be named twice before its first user listens; this process at least does not do so.
    private static readonly ConcurrentDictionary<int, bool> HandedOut = new();

    public static int Free()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (HandedOut.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    /// <summary>Listens on the loopback addresses, of IPv6 where the machine has it.</summary>
    /// <exception cref="DistributedApplicationException">The port stayed taken.</exception>
    public async Task<IReadOnlyList<Socket>> ListenAsync(int port, string resource, string endpoint, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + Patience;
        while (true)
        {
            if (TryListen(port) is { } sockets)
            {
                return sockets;
            }

            if (time.GetUtcNow() >= deadline)
            {
                throw new DistributedApplicationException(
                    $"Port {port}, where '{resource}' should answer (endpoint '{endpoint}'), is taken by another program. "
                    + $"End that program (`ss -ltnp 'sport = :{port}'` names it), or give '{resource}' another port.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>For a process that will listen by itself.</summary>
    /// <exception cref="DistributedApplicationException">The port stayed taken.</exception>
    public async Task WaitUntilFreeAsync(int port, string resource, string endpoint, CancellationToken cancellationToken)
    {
        foreach (var socket in await ListenAsync(port, resource, endpoint, cancellationToken))
        {
            socket.Dispose();
        }
    }

    private static List<Socket>? TryListen(int port)
    {
        var sockets = new List<Socket>();
        foreach (var address in Socket.OSSupportsIPv6 ? new[] { IPAddress.Loopback, IPAddress.IPv6Loopback } : [IPAddress.Loopback])
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(address, port));
                socket.Listen();
                sockets.Add(socket);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                socket.Dispose(); // IPv6 is compiled in, but the machine has no ::1
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                socket.Dispose();
                sockets.ForEach(s => s.Dispose());
                return null;
            }
        }

        return sockets;
    }
}
