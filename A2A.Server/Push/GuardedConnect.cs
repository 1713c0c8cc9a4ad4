using System.Net;
using System.Net.Sockets;

namespace A2A.Server.Push;

/// <summary>Looks up the addresses of a host.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>Connects to a host only when webhooks may go to it and to every address of its name.</summary>
/// <remarks>
/// The name is resolved once, and the connection goes to an address that was checked: a name that changes its mind in
/// between (DNS rebinding) gains nothing.
/// </remarks>
internal sealed class GuardedConnect(AddressGuard guard, Destinations destinations, ResolveHost resolve)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (destinations.Problem(host, port) is { } problem)
        {
            throw new AddressDeniedException($"webhooks must {problem}");
        }

        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (addresses.FirstOrDefault(guard.IsDenied) is { } denied)
        {
            throw new AddressDeniedException($"host {host} has an address in a denied range", denied);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Webhooks must not go there. The message is for the caller that registered the webhook.</summary>
internal sealed class AddressDeniedException(string message, IPAddress? address = null) : Exception(message)
{
    /// <summary>Which address it was; for the operator alone, because callers must not learn what names inside resolve to.</summary>
    public IPAddress? Address => address;
}
