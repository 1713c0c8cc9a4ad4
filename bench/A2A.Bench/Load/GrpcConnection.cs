using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace A2A.Bench.Load;

/// <summary>
/// A kept connection of HTTP/2 with one call of gRPC at a time, from prepared bytes: as cheap as <see cref="HttpConnection"/>. It reads
/// frames for messages and for the end of an answer; headers, and with them the status, are passed over.
/// </summary>
internal sealed class GrpcConnection : IDisposable
{
    private const int FrameHead = 9;
    private const int LargestFrame = 16 * 1024; // what the protocol allows without a setting
    private const int MessageHead = 5;
    private const byte EndStream = 1;
    private const byte Ack = 1;

    // The preface, and the largest windows for each stream and for the connection: no more need be said of windows.
    private static readonly byte[] Preface =
    [
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
        0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7F, 0xFF, 0xFF, 0xFF,
        0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0x00, 0x00,
    ];

    private static readonly byte[] SettingsAck = [0, 0, 0, 4, Ack, 0, 0, 0, 0];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[2 * (FrameHead + LargestFrame)];
    private int _from;
    private int _to;
    private byte[] _data = new byte[8 * 1024];
    private int _read;
    private int _written;
    private int _stream = -1;
    private bool _hasEnded;

    public static async Task<GrpcConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        var connection = new GrpcConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, url.Port, cancellationToken);
        await connection._socket.SendAsync(Preface, cancellationToken);
        return connection;
    }

    /// <summary>Begins a call; its messages follow by <see cref="ReadMessageAsync"/>.</summary>
    public async ValueTask BeginAsync(Request request, long number, CancellationToken cancellationToken)
    {
        (_read, _written, _hasEnded) = (0, 0, false);
        _stream += 2;
        await _socket.SendAsync(request.OnStream(_stream).Numbered(number), cancellationToken);
    }

    /// <summary>The next message of the answer, valid until the next call; empty at its end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadMessageAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_written - _read >= MessageHead
                && BinaryPrimitives.ReadInt32BigEndian(_data.AsSpan(_read + 1)) is var length && _written - _read >= MessageHead + length)
            {
                var message = _data.AsMemory(_read + MessageHead, length);
                _read += MessageHead + length;
                return message;
            }

            if (_hasEnded)
            {
                return default;
            }

            await ReadFrameAsync(cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask ReadFrameAsync(CancellationToken cancellationToken)
    {
        await ReceiveAsync(FrameHead, cancellationToken);
        var length = (_buffer[_from] << 16) | BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_from + 1));
        var (type, flags) = (_buffer[_from + 3], _buffer[_from + 4]);
        await ReceiveAsync(FrameHead + length, cancellationToken);
        var payload = _buffer.AsMemory(_from + FrameHead, length);
        _from += FrameHead + length;
        switch (type)
        {
            case 0: // DATA
                Keep(payload.Span);
                _hasEnded |= (flags & EndStream) != 0;
                break;
            case 1: // HEADERS, or trailers
                _hasEnded |= (flags & EndStream) != 0;
                break;
            case 4 when flags != Ack: // SETTINGS
                await _socket.SendAsync(SettingsAck, cancellationToken);
                break;
            case 6 when flags != Ack: // PING
                await _socket.SendAsync((byte[])[0, 0, 8, 6, Ack, 0, 0, 0, 0, .. payload.Span], cancellationToken);
                break;
            case 3 or 7: // RST_STREAM, GOAWAY
                throw new IOException("The server broke the call off.");
        }
    }

    private void Keep(ReadOnlySpan<byte> payload)
    {
        if (_read > 0)
        {
            _data.AsSpan(_read, _written - _read).CopyTo(_data);
            (_read, _written) = (0, _written - _read);
        }

        if (_data.Length < _written + payload.Length)
        {
            Array.Resize(ref _data, Math.Max(2 * _data.Length, _written + payload.Length));
        }

        payload.CopyTo(_data.AsSpan(_written));
        _written += payload.Length;
    }

    private async ValueTask ReceiveAsync(int count, CancellationToken cancellationToken)
    {
        if (_from + count > _buffer.Length)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        while (_to - _from < count)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_to), cancellationToken);
            _to += received > 0 ? received : throw new IOException("The server closed the connection.");
        }
    }
}
