using System.Globalization;
using System.Text;
using Lf.A2a.V1;
using Task = System.Threading.Tasks.Task;

namespace A2A.Bench.Load;

/// <summary>One open stream of server-sent events, or of gRPC: which came, and how long after Redis had them.</summary>
internal sealed class EventReader(Action received) : IDisposable
{
    private readonly List<string> _ids = [];
    private readonly List<double> _lags = [];
    private readonly StringBuilder _line = new();
    private HttpConnection? _connection;
    private GrpcConnection? _grpc;

    /// <summary>From the event's time to its receipt, in ms; Redis's clock is the machine's, cut off to a millisecond.</summary>
    public IReadOnlyList<double> Lags => _lags;

    /// <summary>The id of the first event, which is the task as it was: <c>1795943320551-0</c>, in ms by Redis's clock.</summary>
    private string First { get; set; } = "";

    /// <summary>Opens the stream and reads its first event.</summary>
    public async Task OpenAsync(Uri server, string task, bool grpc, CancellationToken cancellationToken)
    {
        if (grpc)
        {
            _grpc = await GrpcConnection.ConnectAsync(server, cancellationToken);
            await _grpc.BeginAsync(Request.GrpcSubscribe(task), 0, cancellationToken);
            await ReadAsync(cancellationToken);
            return;
        }

        _connection = await HttpConnection.ConnectAsync(server, cancellationToken);
        var (code, _) = await _connection.BeginAsync(Request.Subscribe(task).Numbered(0), cancellationToken);
        while (code == 200 && First.Length == 0)
        {
            await ReadAsync(cancellationToken);
        }
    }

    /// <summary>Whether it got all events of the log behind its first, in order. Those of gRPC have no ids: times are compared.</summary>
    public bool HasAllOf(IReadOnlyList<string> log) =>
        log.TakeLast(_ids.Count + 1).Select(id => _grpc is null ? id : id[..id.IndexOf('-', StringComparison.Ordinal)])
            .SequenceEqual(_ids.Prepend(First));

    /// <summary>Reads until the server ends the stream.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken))
        {
            // Each chunk is taken in as it comes.
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _grpc?.Dispose();
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_grpc is not null)
        {
            var message = await _grpc.ReadMessageAsync(cancellationToken);
            if (!message.IsEmpty)
            {
                var item = StreamResponse.Parser.ParseFrom(message.Span);
                var time = (item.Task?.Status ?? item.StatusUpdate.Status).Timestamp.ToDateTimeOffset();
                Note(time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            }

            return !message.IsEmpty;
        }

        var chunk = await _connection!.ReadChunkAsync(cancellationToken); // it is open
        Take(chunk.Span);
        return !chunk.IsEmpty;
    }

    // data: {…} / id: 1795943320551-0 / an empty line; a chunk may end within a line.
    private void Take(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (_line.Length > 0 || text.StartsWith("id: "u8))
            {
                NoteLine(_line.Append(Encoding.ASCII.GetString(text[..end])).ToString());
                _line.Clear();
            }

            text = text[(end + 1)..];
        }

        _line.Append(Encoding.Latin1.GetString(text));
    }

    private void NoteLine(string line)
    {
        if (line.StartsWith("id: ", StringComparison.Ordinal))
        {
            Note(line[4..]);
        }
    }

    private void Note(string id)
    {
        if (First.Length == 0)
        {
            First = id;
            return;
        }

        _ids.Add(id);
        var end = id.IndexOf('-', StringComparison.Ordinal);
        var written = long.Parse(end < 0 ? id : id.AsSpan(0, end), CultureInfo.InvariantCulture);
        _lags.Add((DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds - written);
        received();
    }
}
