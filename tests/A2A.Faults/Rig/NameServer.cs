using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace A2A.Faults.Rig;

/// <summary>A DNS server (RFC 1035) on loopback that gives the addresses of a name look-up by look-up.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int Port = 53; // where the resolver of every system asks
    private const int Header = 12;
    private const int A = 1;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, Port));
    private readonly ConcurrentDictionary<(string Name, int Type), int> _lookUps = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, int, IEnumerable<IPAddress>> _answers;
    private readonly Task _serving;

    /// <param name="answers">The addresses of a name at a look-up, 0 for the first.</param>
    public NameServer(Func<string, int, IEnumerable<IPAddress>> answers)
    {
        _answers = answers;
        _serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync(_end.Token);
                await _socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    // The resolver asks for A and AAAA of the same look-up, each once.
    private byte[] Answer(byte[] query)
    {
        var (name, end) = Name(query);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end));
        var lookUp = _lookUps.AddOrUpdate((name, type), 0, (_, before) => before + 1);
        var family = type == A ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        var addresses = _answers(name, lookUp).Where(address => address.AddressFamily == family).ToList();
        return
        [
            .. query[..2], 0x81, 0x80, 0, 1, 0, (byte)addresses.Count, 0, 0, 0, 0, // the id, an answer, one question and so many answers
            .. query[Header..(end + 4)],
            .. addresses.SelectMany(address => Record(type, address.GetAddressBytes())),
        ];
    }

    // The name of the question, its type and class, a time to live of 0.
    private static byte[] Record(int type, byte[] address) =>
        [0xC0, Header, 0, (byte)type, 0, 1, 0, 0, 0, 0, 0, (byte)address.Length, .. address];

    // 3 www 7 example 0
    private static (string Name, int End) Name(byte[] query)
    {
        List<string> labels = [];
        var at = Header;
        for (; query[at] > 0; at += query[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        }

        return (string.Join('.', labels), at + 1);
    }
}
