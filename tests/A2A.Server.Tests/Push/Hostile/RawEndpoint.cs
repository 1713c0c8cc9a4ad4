using System.Net;
using System.Net.Sockets;
using System.Text;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>A server that says what the test wants, byte by byte, and knows nothing of HTTP.</summary>
internal sealed class RawEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<long> _leftAfter = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>How many bytes were sent before the visitor left.</summary>
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
        var sent = 0L;
        try
        {
            using var visitor = await _listener.AcceptTcpClientAsync(_end.Token);
            var stream = visitor.GetStream();
            await visitor.Client.ReceiveAsync(new byte[16 * 1024], _end.Token);
            for (var bytes = first; ; bytes = then)
            {
                await stream.WriteAsync(bytes, _end.Token);
                sent += bytes.Length;
                await Task.Delay(pause, _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _leftAfter.TrySetResult(sent);
        }
    }
}
