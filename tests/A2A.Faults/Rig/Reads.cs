using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace A2A.Faults.Rig;

/// <summary>Callers that ask for tasks at a fixed rate, however long the answers take, and do not repeat what is refused.</summary>
internal sealed class Reads(Replicas replicas, IReadOnlyList<string> tasks) : IDisposable
{
    private readonly ConcurrentQueue<Read> _all = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private int _open;

    public IReadOnlyCollection<Read> All => _all;

    /// <summary>How many were open at the same time at most.</summary>
    public int MostAtOnce { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Asks the replicas in turn; ends when all are answered.</summary>
    /// <param name="rate">How many reads a second.</param>
    /// <param name="until">Ends it.</param>
    public async Task RunAsync(double rate, CancellationToken until)
    {
        List<Task> reads = [];
        for (var began = Stopwatch.StartNew(); !until.IsCancellationRequested;)
        {
            while (reads.Count < began.Elapsed.TotalSeconds * rate)
            {
                var live = replicas.Live;
                reads.Add(ReadAsync(live[reads.Count % live.Count].Address, tasks[reads.Count / live.Count % tasks.Count]));
                MostAtOnce = Math.Max(MostAtOnce, Volatile.Read(ref _open));
            }

            await Task.Delay(10, CancellationToken.None);
        }

        await Task.WhenAll(reads);
    }

    public void Dispose() => _http.Dispose();

    private async Task ReadAsync(Uri replica, string task)
    {
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "GetTask",
            ["params"] = new JsonObject { ["id"] = task },
        };
        var began = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        Interlocked.Increment(ref _open);
        using var content = JsonContent.Create(request);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(replica, "/a2a")) { Content = content };
        message.Headers.Add("A2A-Version", "1.0");
        try
        {
            using var response = await _http.SendAsync(message, Token);
            _all.Enqueue(new(began, watch.Elapsed, (int)response.StatusCode, response.Headers.RetryAfter is not null));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !Token.IsCancellationRequested)
        {
            _all.Enqueue(new(began, watch.Elapsed, 0, false));
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}

/// <summary>A read and its answer.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="HasRetryAfter">Whether the answer says when to ask again.</param>
internal sealed record Read(DateTimeOffset Began, TimeSpan Took, int Status, bool HasRetryAfter);
