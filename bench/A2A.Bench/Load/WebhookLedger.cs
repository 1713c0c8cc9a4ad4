using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using A2A.Webhooks;
using Microsoft.AspNetCore.Http;

namespace A2A.Bench.Load;

/// <summary>
/// Every webhook of a measurement: how many, when, and per subscription whether each event came once and in order. Subscriptions are told
/// apart by their tokens, which are numbers.
/// </summary>
internal sealed class WebhookLedger
{
    /// <summary>More than any measurement makes.</summary>
    private const int Most = 1_000_000;

    private const string TokenHeader = "X-A2A-Notification-Token";

    private readonly long _first = Numbers.Reserve(Most);
    private readonly long[] _sent = new long[Most];
    private readonly long[] _ended = new long[Most];
    private readonly int[] _newest = new int[Most];
    private long _last = Stopwatch.GetTimestamp();
    private int _next;
    private int _received;
    private int _endings;
    private readonly ConcurrentQueue<string> _misplaced = new();

    public int Received => Volatile.Read(ref _received);

    /// <summary>How many subscriptions heard of the end.</summary>
    public int Endings => Volatile.Read(ref _endings);

    /// <summary>Webhooks that were not the event after the one before, with that one: repeated, out of order, or after a gap.</summary>
    public IReadOnlyCollection<string> Misplaced => _misplaced;

    /// <summary>When the newest webhook came, as a timestamp.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>From each submit to the webhook of its end, shortest first.</summary>
    public IReadOnlyList<long> Latencies =>
        [.. Enumerable.Range(1, _next).Where(i => _ended[i] > 0).Select(i => _ended[i] - _sent[i]).Order()];

    /// <summary>The token of the next subscription, submitted now or at the intended time.</summary>
    public long Next(long? sent = null)
    {
        var number = Interlocked.Increment(ref _next);
        _sent[number] = sent ?? Stopwatch.GetTimestamp();
        return _first + number;
    }

    /// <summary>What led to the subscription's end was submitted only now.</summary>
    public void Submitted(long token) => _sent[token - _first] = Stopwatch.GetTimestamp();

    /// <summary>Waits until so many subscriptions have heard of the end.</summary>
    public async Task<bool> EndedAsync(int subscriptions, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (Endings < subscriptions)
        {
            if (Stopwatch.GetElapsedTime(began) > patience)
            {
                return false;
            }

            await Task.Delay(10, cancellationToken);
        }

        return true;
    }

    /// <summary>Keeps what came; the answer is 200 with no body.</summary>
    public async Task ReceiveAsync(HttpContext http)
    {
        var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
        while (!read.IsCompleted)
        {
            http.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
        }

        var isEnd = (read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : System.Buffers.BuffersExtensions.ToArray(read.Buffer))
            .IndexOf("TASK_STATE_COMPLETED"u8) >= 0;
        http.Request.BodyReader.AdvanceTo(read.Buffer.End);
        var token = long.Parse(http.Request.Headers[TokenHeader].ToString(), CultureInfo.InvariantCulture);
        Note(token - _first, http.Request.Headers[WebhookHeaders.Id].ToString(), isEnd);
    }

    private void Note(long subscription, string id, bool isEnd)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _received);
        Volatile.Write(ref _last, now);
        if (subscription is <= 0 or >= Most)
        {
            _misplaced.Enqueue($"{id} is of an earlier measurement");
            return;
        }

        // <taskId>_<configId>_<ms>-<number>; the peer sends no ids. A config that came later begins later.
        if (id.Length > 0)
        {
            var sequence = int.Parse(id.AsSpan(id.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
            var newest = Interlocked.Exchange(ref _newest[subscription], sequence);
            if (newest > 0 && sequence != newest + 1)
            {
                _misplaced.Enqueue($"{id} came after event {newest}");
            }
        }

        if (isEnd && Interlocked.CompareExchange(ref _ended[subscription], now, 0) == 0)
        {
            Interlocked.Increment(ref _endings);
        }
    }
}
