using System.Globalization;
using System.Text;
using System.Text.Json;

namespace A2A.Bench.Redis;

/// <summary>
/// The scripts that a replica runs for a task, captured from one real task and sent again for others: the floor of S1, and what
/// fills Redis. Nothing here knows the arguments, so it keeps to the scripts as they are at the time.
/// </summary>
internal sealed class TaskScripts
{
    private const string Long = "six-steps";

    private readonly BenchRedis _redis;
    private readonly IReadOnlyList<ScriptCall> _instant;
    private readonly ScriptCall _begin;
    private readonly ScriptCall _append;
    private readonly IReadOnlyList<int> _sequences;

    private TaskScripts(BenchRedis redis, IReadOnlyList<ScriptCall> instant, IReadOnlyList<ScriptCall> steps)
    {
        (_redis, _instant) = (redis, instant);
        // Of the six-step task: the script that made it, and the one that it called most often with the same state, once for each step.
        _begin = steps[0];
        var appends = steps.GroupBy(call => call.Captured[1]).MaxBy(calls => calls.Count(IsWorking))!.Where(IsWorking).ToList();
        _append = appends[0];
        _sequences = [.. Enumerable.Range(2, _append.Captured.Length - 2).Where(argument => Rises(appends, argument))];
        if (appends.Count < 6 || _sequences.Count == 0)
        {
            throw new InvalidOperationException("A task of six steps was expected to append their events by a script with a sequence.");
        }
    }

    /// <summary>Runs two tasks through a replica while watching its Redis; the scripts are known to that server afterwards.</summary>
    public static async Task<TaskScripts> CaptureAsync(Rig rig, CancellationToken cancellationToken)
    {
        using var connection = await HttpConnection.ConnectAsync(rig.Urls[0], cancellationToken);
        // The first time, because a server that does not know a script is sent its text.
        await CaptureAsync(rig, connection, BenchRun.Instant, "/", cancellationToken);
        await CaptureAsync(rig, connection, Long, "/agents/long-running", cancellationToken);
        return new(
            rig.Redis,
            await CaptureAsync(rig, connection, BenchRun.Instant, "/", cancellationToken),
            await CaptureAsync(rig, connection, Long, "/agents/long-running", cancellationToken));
    }

    /// <summary>All that a send to the instant agent writes, one script after the other.</summary>
    public async Task RunInstantTaskAsync()
    {
        var ids = TaskIds.New(BenchRun.Instant);
        foreach (var call in _instant)
        {
            await call.SendAsync(_redis.Database, ids);
        }
    }

    /// <summary>Begins a task that can be appended to.</summary>
    public async Task<TaskIds> BeginAsync()
    {
        var ids = TaskIds.New(Long);
        await _begin.SendAsync(_redis.Database, ids);
        return ids;
    }

    /// <summary>Appends the event with this sequence, from 1: a status of the agent.</summary>
    public async Task AppendAsync(TaskIds task, long sequence)
    {
        var answer = await _append.SendAsync(_redis.Database, task, [.. _sequences.Select(argument => (argument, sequence))]);
        if (answer.Length > 0 && (string?)answer[0] is "not-owner" or "terminal")
        {
            throw new InvalidOperationException($"The append was refused: {answer[0]}");
        }
    }

    /// <summary>Stores so many ended tasks, without waiting for the disk; fewer when the time is up.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> FillAsync(int tasks, TimeSpan limit, CancellationToken cancellationToken)
    {
        const int AtATime = 256;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await _redis.NeverRewriteAsync();
        await _redis.SyncAsync("no");
        var started = 0;
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(async _ =>
        {
            while (System.Diagnostics.Stopwatch.GetElapsedTime(began) < limit && Interlocked.Increment(ref started) <= tasks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await RunInstantTaskAsync();
            }
        }));
        await _redis.SyncAsync("always");
        return Math.Min(started, tasks);
    }

    private static async Task<IReadOnlyList<ScriptCall>> CaptureAsync(
        Rig rig, HttpConnection connection, string prefix, string path, CancellationToken cancellationToken)
    {
        using var monitor = await RedisMonitor.StartAsync(rig.Redis.Port, cancellationToken);
        var number = Numbers.Next();
        var message = $"{prefix}-{number:D12}";
        var answer = await connection.SendAsync(Request.Send(prefix, path: path).Numbered(number), cancellationToken);
        using var json = JsonDocument.Parse(answer.Body);
        var task = json.RootElement.GetProperty("result").GetProperty("task");
        await rig.Redis.Database.ExecuteAsync("ECHO", "end-" + message);
        var ids = TaskIds.Of(task.GetProperty("id").GetString()!, task.GetProperty("contextId").GetString()!, message);
        var id = Encoding.ASCII.GetString(ids.Task);
        var calls = await monitor.ScriptsUntilAsync("end-" + message, cancellationToken);
        var own = calls.Where(call => call.Any(argument => argument.Contains(id, StringComparison.Ordinal)));
        return [.. own.Select(call => new ScriptCall(call, ids))];
    }

    private static bool IsWorking(ScriptCall call) => call.Captured.Contains("TASK_STATE_WORKING");

    private static bool Rises(IReadOnlyList<ScriptCall> calls, int argument) => calls.Zip(calls.Skip(1)).All(pair =>
        long.TryParse(pair.First.Captured[argument], CultureInfo.InvariantCulture, out var first)
        && long.TryParse(pair.Second.Captured[argument], CultureInfo.InvariantCulture, out var second) && second == first + 1);
}
