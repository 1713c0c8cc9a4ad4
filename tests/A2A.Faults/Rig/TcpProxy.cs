using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace A2A.Faults.Rig;

/// <summary>
/// Stands between a replica and Redis, and passes on what both say: as it comes, late, in slices, or not for a while. It can break all
/// connections, and lose the answers of chosen scripts.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private static readonly byte[] Script = "EVALSHA\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new();
    private int _scripts;
    private readonly ConcurrentQueue<DateTimeOffset> _lost = new();

    /// <param name="target">The server's port on loopback.</param>
    public TcpProxy(int target)
    {
        _target = target;
        _open.SetResult();
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>By how much each piece comes later, in each direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How many bytes go at a time; 0 = as many as come.</summary>
    public int Slice { get; set; }

    /// <summary>Every script of this number runs, and its answer is lost with its connection; 0 = none.</summary>
    public int LosesAnswerOfEach { get; set; }

    /// <summary>When each answer was lost.</summary>
    public IReadOnlyCollection<DateTimeOffset> Lost => _lost;

    /// <summary>
    /// Nothing goes through until <see cref="Pass"/>: what was said meanwhile arrives late then, also when its sender has hung up.
    /// </summary>
    public void Hold() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Pass() => _open.TrySetResult();

    /// <summary>Breaks all connections, as a restarted firewall does.</summary>
    public void Reset()
    {
        foreach (var link in _links.Keys)
        {
            link.Reset();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Pass();
        Reset();
        await _accepting;
        await Task.WhenAll(_links.Values);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var link = new Link(await _listener.AcceptSocketAsync(_end.Token), new(SocketType.Stream, ProtocolType.Tcp));
                _links[link] = RunAsync(link);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // A visitor that has left again, or the end.
            }
        }
    }

    private async Task RunAsync(Link link)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // so that it is known before it ends
        try
        {
            await _open.Task;
            await link.Server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAll(AskAsync(link), AnswerAsync(link));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone: so is the other.
        }
        finally
        {
            link.Reset();
            _links.TryRemove(link, out _);
        }
    }

    // The replica's side. The end of what it says is passed on like the rest of it.
    private async Task AskAsync(Link link)
    {
        var bytes = new byte[64 * 1024];
        var matched = 0;
        int count;
        while ((count = await ReadUntilGoneAsync(link, bytes)) > 0)
        {
            var isLost = CountsScript(bytes.AsSpan(0, count), ref matched);
            link.IsDeaf |= isLost;
            await WriteAsync(link.Server, bytes.AsMemory(0, count));
            if (isLost)
            {
                break;
            }
        }

        link.Server.Shutdown(SocketShutdown.Send); // the server does what it was asked before it sees the end
    }

    private async Task AnswerAsync(Link link)
    {
        var bytes = new byte[64 * 1024];
        int count;
        while ((count = await ReadAsync(link.Server, bytes)) > 0)
        {
            if (!link.IsDeaf && !link.ClientIsGone)
            {
                try
                {
                    await WriteAsync(link.Client, bytes.AsMemory(0, count));
                }
                catch (SocketException)
                {
                    link.ClientIsGone = true; // the server goes on with what it was asked
                }
            }
        }

        link.Reset();
    }

    /// <summary>Whether the bytes hold the beginning of a script whose answer is to be lost.</summary>
    /// <param name="matched">How much of a script's name the bytes before ended with.</param>
    private bool CountsScript(ReadOnlySpan<byte> bytes, ref int matched)
    {
        var isLost = false;
        foreach (var b in bytes)
        {
            matched = b == Script[matched] ? matched + 1 : b == Script[0] ? 1 : 0;
            if (matched == Script.Length)
            {
                matched = 0;
                if (LosesAnswerOfEach is > 0 and var each && Interlocked.Increment(ref _scripts) % each == 0)
                {
                    _lost.Enqueue(DateTimeOffset.UtcNow);
                    isLost = true;
                }
            }
        }

        return isLost;
    }

    private async Task<int> ReadUntilGoneAsync(Link link, byte[] bytes)
    {
        try
        {
            return await ReadAsync(link.Client, bytes);
        }
        catch (SocketException)
        {
            link.ClientIsGone = true; // killed
            return 0;
        }
    }

    private async Task<int> ReadAsync(Socket from, byte[] bytes)
    {
        var count = await from.ReceiveAsync(bytes, _end.Token);
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, _end.Token);
        }

        await _open.Task;
        return count;
    }

    private async Task WriteAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var piece = Slice > 0 ? Math.Min(Slice, bytes.Length) : bytes.Length;
            bytes = bytes[await to.SendAsync(bytes[..piece], _end.Token)..];
        }
    }

    /// <summary>One connection, to both sides.</summary>
    private sealed class Link
    {
        public Link(Socket client, Socket server)
        {
            (Client, Server) = (client, server);
            client.NoDelay = server.NoDelay = true; // slices go as they are
        }

        public Socket Client { get; }

        public Socket Server { get; }

        /// <summary>The client hears nothing any more.</summary>
        public volatile bool IsDeaf;

        public volatile bool ClientIsGone;

        public void Reset()
        {
            foreach (var socket in (Socket[])[Client, Server])
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // It is closed already.
                }

                socket.Dispose();
            }
        }
    }
}
