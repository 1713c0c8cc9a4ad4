using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace A2A.Bench.Load;

/// <summary>
/// Sends at a fixed rate whether or not the answers come. Every send has an intended time, and latencies count from there, so a slow server
/// cannot slow its own measurement down.
/// </summary>
internal sealed class OpenLoop(Uri server, Request request, string expected) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _expected = System.Text.Encoding.UTF8.GetBytes(expected);
    private readonly ConcurrentStack<Client> _idle = new();
    private readonly ConcurrentBag<Client> _all = [];
    private readonly ConcurrentBag<long> _latencies = [];
    private int _refused;

    /// <param name="next">Gives the number of the next send, which is intended for this time.</param>
    public async Task<LoopResult> RunAsync(int perSecond, TimeSpan length, Func<long, long> next, CancellationToken cancellationToken)
    {
        var sends = new List<Task>();
        var count = (int)(perSecond * length.TotalSeconds);
        var began = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100);
        var pace = new Thread(() =>
        {
            for (var i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
            {
                var intended = began + (long)((double)i / perSecond * Stopwatch.Frequency);
                WaitUntil(intended);
                sends.Add(SendAsync(next(intended), intended, cancellationToken));
            }
        });
        pace.Start();
        await Task.Run(pace.Join, cancellationToken);
        await Task.WhenAll(sends).WaitAsync(Patience, cancellationToken);
        return new(Stopwatch.GetElapsedTime(began), [.. _latencies.Order()], _refused);
    }

    public void Dispose()
    {
        foreach (var client in _all)
        {
            client.Connection.Dispose();
        }
    }

    private async Task SendAsync(long number, long intended, CancellationToken cancellationToken)
    {
        if (!_idle.TryPop(out var client))
        {
            client = new(await HttpConnection.ConnectAsync(server, cancellationToken), request.Copy());
            _all.Add(client);
        }

        var answer = await client.Connection.SendAsync(client.Request.Numbered(number), cancellationToken);
        _latencies.Add(Stopwatch.GetTimestamp() - intended);
        if (!answer.Contains(_expected))
        {
            Interlocked.Increment(ref _refused);
        }

        _idle.Push(client);
    }

    // .NET sleeps in whole milliseconds, which is a third of the time between two sends.
    private static void WaitUntil(long timestamp)
    {
        while ((timestamp - Stopwatch.GetTimestamp()) * 1_000_000 / Stopwatch.Frequency is var micros and > 0)
        {
            _ = Sleep((uint)Math.Min(micros, 500_000));
        }
    }

    [DllImport("libc", EntryPoint = "usleep")] // there is one wherever there is a redis-server
    private static extern int Sleep(uint micros);

    private sealed record Client(HttpConnection Connection, Request Request);
}
