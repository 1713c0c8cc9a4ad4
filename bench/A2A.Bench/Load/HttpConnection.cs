using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace A2A.Bench.Load;

/// <summary>
/// A kept connection that sends prepared bytes and reads what HTTP/1.1 needs to find an answer's end: far cheaper than HttpClient, because
/// the load shares the cores with the server. Answers carry a Content-Length or come in chunks.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[8 * 1024];
    private int _from;
    private int _to;

    public static async Task<HttpConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, url.Port, cancellationToken);
        return connection;
    }

    /// <summary>Sends a request and reads its whole answer, which is valid until the next call.</summary>
    public async ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var status = await BeginAsync(request, cancellationToken);
        if (status.Length is { } length)
        {
            while (_to - _from < length)
            {
                await ReceiveAsync(cancellationToken);
            }

            var body = _buffer.AsMemory(_from, length);
            _from += length;
            return new(status.Code, body);
        }

        using var whole = new MemoryStream();
        while (await ReadChunkAsync(cancellationToken) is { Length: > 0 } chunk)
        {
            whole.Write(chunk.Span);
        }

        return new(status.Code, whole.ToArray());
    }

    /// <summary>Sends a request and reads the head of its answer; a chunked body follows by <see cref="ReadChunkAsync"/>.</summary>
    public async ValueTask<(int Code, int? Length)> BeginAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);
        int end;
        while ((end = Unread.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync(cancellationToken);
        }

        var head = Unread[..(end + 2)];
        var at = head.IndexOf("\r\nContent-Length: "u8);
        int? length = at >= 0 && Utf8Parser.TryParse(head[(at + 18)..], out int value, out _) ? value : null;
        _ = Utf8Parser.TryParse(head[9..], out int code, out _);
        _from += end + 4;
        return (code, length);
    }

    /// <summary>The next chunk of a body, valid until the next call; empty at the body's end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadChunkAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = Unread.IndexOf("\r\n"u8)) < 0)
        {
            await ReceiveAsync(cancellationToken);
        }

        if (!Utf8Parser.TryParse(Unread[..end], out int length, out _, 'x'))
        {
            throw new InvalidDataException("The answer has neither a length nor chunks.");
        }

        _from += end + 2;
        while (_to - _from < length + 2)
        {
            await ReceiveAsync(cancellationToken);
        }

        var chunk = _buffer.AsMemory(_from, length);
        _from += length + 2;
        return chunk;
    }

    public void Dispose() => _socket.Dispose();

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_from, _to - _from);

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_from == _to)
        {
            _from = _to = 0;
        }
        else if (_to == _buffer.Length)
        {
            var target = _from > 0 ? _buffer : new byte[_buffer.Length * 2];
            _buffer.AsSpan(_from, _to - _from).CopyTo(target);
            (_buffer, _from, _to) = (target, 0, _to - _from);
        }

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_to), cancellationToken);
        _to += received > 0 ? received : throw new IOException("The server closed the connection.");
    }
}

/// <summary>One answer.</summary>
internal readonly record struct HttpAnswer(int Code, ReadOnlyMemory<byte> Body)
{
    public bool Contains(ReadOnlySpan<byte> text) => Body.Span.IndexOf(text) >= 0;
}
