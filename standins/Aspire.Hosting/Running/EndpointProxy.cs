using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

/// <summary>
/// One address in front of several replicas: takes connections and passes each on to the next replica in turn; one that
/// refuses is passed over. Stands for the proxy of the real orchestrator.
/// </summary>
internal sealed class EndpointProxy : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<Socket> _listeners;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private ImmutableArray<int> _targets = [];
    private int _turn = -1;

    /// <param name="listeners">Sockets that listen already; the proxy owns them.</param>
    /// <param name="patience">How long a connection is held while no replica takes it; zero = refused at once.</param>
    public EndpointProxy(IReadOnlyList<Socket> listeners, TimeSpan patience = default)
    {
        _listeners = listeners;
        _patience = patience;
        _accepting = Task.WhenAll(listeners.Select(AcceptAsync));
    }

    public void Add(int targetPort) => ImmutableInterlocked.Update(ref _targets, t => t.Add(targetPort));

    public void Remove(int targetPort) => ImmutableInterlocked.Update(ref _targets, t => t.Remove(targetPort));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(_stopping.Token);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client went away between its knock and our answer; the next one matters.
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            using var replica = await ConnectPatientlyAsync();
            if (replica is null)
            {
                client.Close(0); // a reset, as if nobody listened
                return;
            }

            await Task.WhenAll(PumpAsync(client, replica), PumpAsync(replica, client));
        }
    }

    private async Task<Socket?> ConnectPatientlyAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ConnectAsync() is { } replica)
            {
                return replica;
            }

            if (_stopping.IsCancellationRequested || TimeProvider.System.GetElapsedTime(began) >= _patience)
            {
                return null;
            }

            await Task.Delay(Pause, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var targets = _targets;
        var first = (uint)Interlocked.Increment(ref _turn);
        for (var i = 0u; i < targets.Length; i++)
        {
            var port = targets[(int)((first + i) % (uint)targets.Length)];
            if (await TryConnectAsync(port) is { } replica)
            {
                return replica;
            }
        }

        return null;
    }

    private async Task<Socket?> TryConnectAsync(int port)
    {
        // Kestrel told to listen on "localhost" takes both families; other programs may take only the first.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), _stopping.Token);
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return null;
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _stopping.Token)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read), _stopping.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Broken on one side: break the other too, so that neither waits for ever.
            from.Close(0);
            to.Close(0);
        }
    }
}
