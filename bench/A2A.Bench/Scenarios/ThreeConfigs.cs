using System.Collections.Concurrent;
using System.Diagnostics;

namespace A2A.Bench.Scenarios;

/// <summary>Tasks with three push configs each, of which S2 measures the message that completes them.</summary>
/// <remarks>A send carries one config, and an instant agent has ended before a second can be put: so these ask back first.</remarks>
internal sealed class ThreeConfigs(BenchRun run, WebhookLedger ledger, Uri server, Uri receiver)
{
    public const int Configs = 3;

    private const int EventsBefore = 2; // submitted, and asks back: the first config hears of them

    private readonly ConcurrentStack<(string Task, long[] Tokens)> _waiting = new();

    /// <summary>Makes so many tasks and waits until nothing is told any more.</summary>
    public async Task PrepareAsync(int tasks)
    {
        await run.EachAsync(server, tasks, PrepareAsync);
        while (ledger.Received < EventsBefore * _waiting.Count)
        {
            await Task.Delay(10, run.Token);
        }
    }

    /// <summary>Completes all of them.</summary>
    public async Task<LoopResult> CompleteAsync()
    {
        var latencies = new ConcurrentBag<long>();
        var refused = 0;
        var began = Stopwatch.GetTimestamp();
        await run.EachAsync(server, _waiting.Count, async connection =>
        {
            _waiting.TryPop(out var next);
            Array.ForEach(next.Tokens, ledger.Submitted);
            var sent = Stopwatch.GetTimestamp();
            var answer = await connection.SendAsync(Request.Continue(next.Task, "go-on").Numbered(0), run.Token);
            latencies.Add(Stopwatch.GetTimestamp() - sent);
            if (!answer.Contains("TASK_STATE_COMPLETED"u8))
            {
                Interlocked.Increment(ref refused);
            }
        });
        return new(Stopwatch.GetElapsedTime(began), [.. latencies.Order()], refused);
    }

    private async Task PrepareAsync(HttpConnection connection)
    {
        long[] tokens = [ledger.Next(), ledger.Next(), ledger.Next()];
        var task = await run.BeginAsync(connection, Request.Send("tck-input-required", receiver).Numbered(tokens[0]));
        foreach (var token in tokens[1..])
        {
            var put = await connection.SendAsync(Request.PutConfig(task, receiver, token).Numbered(0), run.Token);
            run.Faults.Add(put.Contains("\"result\""u8) ? 0 : 1, "push configs refused");
        }

        _waiting.Push((task, tokens));
    }
}
