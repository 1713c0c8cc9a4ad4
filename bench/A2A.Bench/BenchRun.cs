using System.Diagnostics;
using System.Text.Json;

namespace A2A.Bench;

/// <summary>What the scenarios of one run share.</summary>
/// <param name="whyNoPeer">Why there is no a2a-js; null when there is.</param>
internal sealed class BenchRun(BenchOptions options, string? whyNoPeer, CancellationToken cancellationToken)
{
    /// <summary>What the answer to a send holds when the agent has done its work.</summary>
    public const string Completed = "TASK_STATE_COMPLETED";

    /// <summary>What it holds when the agent asks back.</summary>
    public const string AsksBack = "TASK_STATE_INPUT_REQUIRED";

    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(4);

    private readonly List<Figures> _scenarios = [];

    public BenchOptions Options => options;

    public CancellationToken Token => cancellationToken;

    public Faults Faults { get; } = new();

    public IReadOnlyList<Figures> Scenarios => _scenarios;

    public string RedisVersion { get; private set; } = "";

    /// <summary>Runs a scenario; one that breaks off is a fault and does not end the run.</summary>
    public async Task RunAsync(Figures figures, Func<BenchRun, Figures, Task> scenario)
    {
        _scenarios.Add(figures);
        var began = Stopwatch.GetTimestamp();
        Console.Error.WriteLine($"{figures.Id} {figures.Title}");
        try
        {
            await scenario(this, figures);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Faults.Add(1, $"{figures.Id} broke off: {e.GetType().Name}: {e.Message}");
            Console.Error.WriteLine(e);
        }

        Console.Error.WriteLine($"   {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
    }

    /// <summary>Every round measures all variants in turn, so that a disturbance of the machine meets all of them.</summary>
    public async Task RoundsAsync(Func<Task> round)
    {
        for (var i = 0; i < options.Rounds; i++)
        {
            Console.Error.WriteLine($"   round {i + 1} of {options.Rounds}");
            await round();
        }
    }

    public async Task<Rig> StartRigAsync(int replicas, params KeyValuePair<string, string>[] settings)
    {
        var rig = await Rig.StartAsync(replicas, options, cancellationToken, settings);
        RedisVersion = rig.Redis.Version;
        await rig.Redis.NeverRewriteAsync();
        return rig;
    }

    /// <summary>Starts a2a-js; null when it cannot be had, which the scenario's notes say.</summary>
    public ServerProcess? StartPeer(Figures figures)
    {
        if (whyNoPeer is null)
        {
            return JsPeer.Start();
        }

        figures.Note($"Without a2a-js: {whyNoPeer}");
        return null;
    }

    /// <summary>Lets a server compile what it needs before anything counts.</summary>
    public async Task WarmUpAsync(IReadOnlyList<Uri> urls, Uri? webhook = null)
    {
        using var loop = await ClosedLoop.ConnectAsync(
            16, urls, Request.Send("tck-complete-task", webhook), Numbers.Next, Completed, cancellationToken);
        await loop.RunAsync(FirstWarmUp, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <summary>Does something so many times over a few connections.</summary>
    public async Task EachAsync(Uri url, int count, Func<HttpConnection, Task> once)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using var connection = await HttpConnection.ConnectAsync(url, cancellationToken);
            while (Interlocked.Increment(ref next) <= count)
            {
                await once(connection);
            }
        }));
    }

    /// <summary>Sends what makes a task.</summary>
    /// <returns>The task's id.</returns>
    public async Task<string> BeginAsync(HttpConnection connection, ReadOnlyMemory<byte> request)
    {
        var answer = await connection.SendAsync(request, cancellationToken);
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("result").GetProperty("task").GetProperty("id").GetString()!; // a task has one
    }

    /// <summary>Blocking sends from a closed loop, as a row: how many a second, how long each, and what they cost.</summary>
    public async Task SendAsync(Figures figures, string row, int clients, IReadOnlyList<Uri> urls, IReadOnlyList<ServerProcess> servers, BenchRedis? redis)
    {
        using var loop = await ClosedLoop.ConnectAsync(clients, urls, Request.Send("tck-complete-task"), Numbers.Next, Completed, cancellationToken);
        await MeasureAsync(figures, row, loop, servers, redis);
    }

    /// <summary>Any closed loop as a row.</summary>
    public async Task<LoopResult> MeasureAsync(Figures figures, string row, ClosedLoop loop, IReadOnlyList<ServerProcess> servers, BenchRedis? redis)
    {
        await loop.RunAsync(options.Durations.WarmUp, cancellationToken);
        var before = await Usage.ReadAsync(servers, redis);
        var result = await loop.RunAsync(options.Durations.Measured, cancellationToken);
        var used = await Usage.ReadAsync(servers, redis) - before;
        figures.Add(row, [("messages/s", result.PerSecond), ("p50 ms", result.Percentile(0.5)), ("p99 ms", result.Percentile(0.99)), .. used.Per(result.Count)]);
        Faults.Add(result.Refused, $"of {row} in {figures.Id} refused");
        return result;
    }
}
