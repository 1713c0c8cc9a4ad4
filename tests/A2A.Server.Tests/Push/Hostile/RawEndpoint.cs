using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>A server that says to every visitor what the test wants, byte by byte, and knows nothing of HTTP.</summary>
internal sealed class RawEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<long> _leftAfter = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(long Came, long Left)> _visits = new();
    private readonly Task _serving;

    /// <param name="first">Sent when the request's headers are there.</param>
    /// <param name="then">Sent again and again after it, until the visitor leaves.</param>
    /// <param name="pause">Between one and the next.</param>
    public RawEndpoint(string first, string then, TimeSpan pause)
    {
        _listener.Start();
        _serving = ServeAsync(Encoding.ASCII.GetBytes(first), Encoding.ASCII.GetBytes(then), pause);
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook";

    /// <summary>When the first bytes of each visitor came and when it left, as timestamps; of those that have left.</summary>
    public IReadOnlyCollection<(long Came, long Left)> Visits => _visits;

    /// <summary>How many bytes were sent before the first visitor left.</summary>
    public Task<long> LeftAfterAsync(CancellationToken cancellationToken) => _leftAfter.Task.WaitAsync(Eventually.Patience, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync(byte[] first, byte[] then, TimeSpan pause)
    {
        List<Task> visits = [];
        try
        {
            while (true)
            {
                visits.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), first, then, pause));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            await Task.WhenAll(visits);
        }
    }

    private async Task ServeAsync(TcpClient visitor, byte[] first, byte[] then, TimeSpan pause)
    {
        await Task.Yield(); // the next one comes in, however much this one is told
        var (came, sent) = (0L, 0L);
        try
        {
            await visitor.Client.ReceiveAsync(new byte[16 * 1024], _end.Token);
            came = TimeProvider.System.GetTimestamp();
            var stream = visitor.GetStream();
            var leaving = LeavingAsync(stream);
            for (var bytes = first; !leaving.IsCompleted; bytes = then)
            {
                await stream.WriteAsync(bytes, _end.Token);
                sent += bytes.Length;
                await Task.Delay(pause, _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It has left, or it is over.
        }

        visitor.Dispose();
        if (came > 0)
        {
            _visits.Enqueue((came, TimeProvider.System.GetTimestamp()));
        }

        _leftAfter.TrySetResult(sent);
    }

    // What else the visitor says, until it leaves.
    private async Task LeavingAsync(NetworkStream visitor)
    {
        try
        {
            await visitor.CopyToAsync(Stream.Null, _end.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It has left, or it is over.
        }
    }
}
