using System.Globalization;
using System.Text;

namespace A2A.Bench.Load;

/// <summary>One open stream of server-sent events: which came, and how long after Redis had them.</summary>
internal sealed class EventReader(Action received) : IDisposable
{
    private readonly List<string> _ids = [];
    private readonly List<double> _lags = [];
    private readonly StringBuilder _line = new();
    private HttpConnection? _connection;

    /// <summary>The ids of all events but the first, which is the task as it was: <c>1795943320551-0</c>, in ms by Redis's clock.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>From the event's time to its receipt, in ms; Redis's clock is the machine's, cut off to a millisecond.</summary>
    public IReadOnlyList<double> Lags => _lags;

    /// <summary>The id of the first event: what follows comes after it.</summary>
    public string First { get; private set; } = "";

    /// <summary>Opens the stream and reads its first event.</summary>
    public async Task OpenAsync(Uri server, string task, CancellationToken cancellationToken)
    {
        _connection = await HttpConnection.ConnectAsync(server, cancellationToken);
        var (code, _) = await _connection.BeginAsync(Request.Subscribe(task).Numbered(0), cancellationToken);
        while (code == 200 && First.Length == 0)
        {
            await ReadAsync(cancellationToken);
        }
    }

    /// <summary>Reads until the server ends the stream.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken))
        {
            // Each chunk is taken in as it comes.
        }
    }

    public void Dispose() => _connection?.Dispose();

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
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
                Note(_line.Append(Encoding.ASCII.GetString(text[..end])).ToString());
                _line.Clear();
            }

            text = text[(end + 1)..];
        }

        _line.Append(Encoding.Latin1.GetString(text));
    }

    private void Note(string line)
    {
        if (!line.StartsWith("id: ", StringComparison.Ordinal))
        {
            return;
        }

        var id = line[4..];
        if (First.Length == 0)
        {
            First = id;
            return;
        }

        _ids.Add(id);
        var written = long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        _lags.Add((DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds - written);
        received();
    }
}
