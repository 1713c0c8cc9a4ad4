using System.Net;
using System.Net.Sockets;

namespace A2A.AgentApi.Push;

/// <summary>Looks up the addresses of a host.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>Connects to a host only when every address of its name is one that webhooks may go to.</summary>
/// <remarks>
/// The name is resolved once, and the connection goes to an address that was checked: a name that changes its mind in
/// between (DNS rebinding) gains nothing.
/// </remarks>
internal sealed class GuardedConnect(AddressGuard guard, ResolveHost resolve)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (addresses.FirstOrDefault(guard.IsDenied) is { } denied)
        {
            throw new AddressDeniedException(host, denied);
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

/// <summary>A host has an address that webhooks must not go to.</summary>
internal sealed class AddressDeniedException(string host, IPAddress address)
    : Exception($"address {address} of host {host} is in a denied range");
