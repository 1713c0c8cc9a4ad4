using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using A2A.Protocol.Webhooks;
using Microsoft.AspNetCore.Http;

namespace A2A.Bench;

/// <summary>Every webhook that came: how many, when the last one, and per task whether each came once and in order.</summary>
internal sealed class WebhookLedger
{
    private readonly ConcurrentDictionary<string, Told> _tasks = new();
    private long _received;
    private long _last = Stopwatch.GetTimestamp();
    private int _completed;

    public long Received => Interlocked.Read(ref _received);

    /// <summary>How many tasks were told to be completed.</summary>
    public int Completed => Volatile.Read(ref _completed);

    /// <summary>When the newest webhook came, as a timestamp.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>Webhooks that came once more.</summary>
    public int Repeated => _tasks.Values.Sum(task => task.Repeated);

    /// <summary>Webhooks that came before an older one of the same task.</summary>
    public int OutOfOrder => _tasks.Values.Sum(task => task.OutOfOrder);

    /// <summary>How many different webhooks came for the task.</summary>
    public int Different(string task) => _tasks.TryGetValue(task, out var told) ? told.Different : 0;

    /// <summary>Keeps what came; the answer is 200 with no body.</summary>
    public async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var isEnd = body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf("\"state\":\"completed\""u8) >= 0;
        Note(http.Request.Headers[WebhookHeaders.Id].ToString(), isEnd);
    }

    // <taskId>_<configId>_<sequence>
    private void Note(string id, bool isEnd)
    {
        var task = id[..id.IndexOf('_', StringComparison.Ordinal)];
        var sequence = int.Parse(id.AsSpan(id.LastIndexOf('_') + 1), CultureInfo.InvariantCulture);
        var isNew = _tasks.GetOrAdd(task, _ => new Told()).Note(sequence);
        Interlocked.Increment(ref _received);
        Interlocked.Exchange(ref _last, Stopwatch.GetTimestamp());
        if (isEnd && isNew)
        {
            Interlocked.Increment(ref _completed);
        }
    }

    /// <summary>What one task's receiver was told.</summary>
    private sealed class Told
    {
        private readonly HashSet<int> _sequences = [];
        private int _newest;

        public int Different => _sequences.Count;

        public int Repeated { get; private set; }

        public int OutOfOrder { get; private set; }

        /// <returns>False when it came before.</returns>
        public bool Note(int sequence)
        {
            lock (_sequences)
            {
                if (!_sequences.Add(sequence))
                {
                    Repeated++;
                    return false;
                }

                OutOfOrder += sequence < _newest ? 1 : 0;
                _newest = Math.Max(_newest, sequence);
                return true;
            }
        }
    }
}
