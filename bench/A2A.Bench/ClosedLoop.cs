using System.Diagnostics;

namespace A2A.Bench;

/// <summary>So many clients at a time, each of which begins its next call when it has the answer to the last.</summary>
internal sealed class ClosedLoop(int clients, TimeSpan warmUp, TimeSpan duration)
{
    /// <summary>A bound on memory; no loop of the default length comes near it.</summary>
    private const int MostCallsPerClient = 100_000;

    /// <summary>Runs the warm-up, then what comes between, then what counts.</summary>
    public async Task<LoopResult> RunAsync(Func<CancellationToken, Task> call, Func<Task> between, CancellationToken cancellationToken)
    {
        await RunAsync(call, warmUp, cancellationToken);
        await between();
        return await RunAsync(call, duration, cancellationToken);
    }

    public Task<LoopResult> RunAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        RunAsync(call, () => Task.CompletedTask, cancellationToken);

    private async Task<LoopResult> RunAsync(Func<CancellationToken, Task> call, TimeSpan length, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients)
            .Select(_ => Task.Run(() => ClientAsync(call, began, length, cancellationToken), cancellationToken)));
        return new LoopResult(Stopwatch.GetElapsedTime(began), [.. latencies.SelectMany(some => some).Order()]);
    }

    private static async Task<List<TimeSpan>> ClientAsync(
        Func<CancellationToken, Task> call, long began, TimeSpan length, CancellationToken cancellationToken)
    {
        List<TimeSpan> latencies = [];
        while (Stopwatch.GetElapsedTime(began) < length && latencies.Count < MostCallsPerClient)
        {
            var sent = Stopwatch.GetTimestamp();
            await call(cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(sent));
        }

        return latencies;
    }
}

/// <param name="Elapsed">From the first call to the last answer.</param>
/// <param name="Latencies">Of every call, shortest first.</param>
internal sealed record LoopResult(TimeSpan Elapsed, IReadOnlyList<TimeSpan> Latencies)
{
    public int Count => Latencies.Count;

    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>The latency that this share of the calls did not exceed (nearest rank), in milliseconds.</summary>
    public double Percentile(double share) =>
        Count == 0 ? 0 : Latencies[Math.Max(0, (int)Math.Ceiling(share * Count) - 1)].TotalMilliseconds;
}
