using System.Diagnostics;
using System.Text.Json;

namespace A2A.Bench;

/// <summary>What the scenarios of one run share.</summary>
/// <param name="whyNoPeer">Why there is no a2a-js; null when there is.</param>
internal sealed class BenchRun(BenchOptions options, string? whyNoPeer, CancellationToken cancellationToken)
{
    /// <summary>How a message's id begins that the agent answers by completing the task at once.</summary>
    public const string Instant = "tck-complete-task";

    /// <summary>What the answer to a send holds when the agent has done its work.</summary>
    public const string Completed = "TASK_STATE_COMPLETED";

    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(20);

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
    public async Task WarmUpAsync(Target target)
    {
        using var loop = await InstantAsync(16, target);
        await loop.RunAsync(FirstWarmUp, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <summary>The same with webhooks; ends when the last of them is there.</summary>
    public async Task WarmUpAsync(Target target, Uri webhook, WebhookLedger ledger)
    {
        var send = Request.Send(Instant, webhook);
        using var loop = await ClosedLoop.ConnectAsync(16, target.Urls, send, () => ledger.Next(), Completed, cancellationToken);
        var sends = await loop.RunAsync(FirstWarmUp, cancellationToken);
        await ledger.EndedAsync(sends.Count - sends.Refused, TimeSpan.FromSeconds(options.Patience), cancellationToken);
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
    public async Task SendAsync(Figures figures, string row, int clients, Target target)
    {
        using var loop = await InstantAsync(clients, target);
        await MeasureAsync(figures, row, loop, target);
    }

    /// <summary>Any closed loop as a row.</summary>
    public async Task MeasureAsync(Figures figures, string row, ClosedLoop loop, Target target)
    {
        await loop.RunAsync(options.Durations.WarmUp, cancellationToken);
        var before = await Usage.ReadAsync(target);
        var result = await loop.RunAsync(options.Durations.Measured, cancellationToken);
        var used = await Usage.ReadAsync(target) - before;
        figures.Add(
            row,
            [
                ("messages/s", result.PerSecond), ("p50 ms", result.Percentile(0.5)), ("p99 ms", result.Percentile(0.99)),
                .. used.Per(result.Count),
            ]);
        Faults.Add(result.Refused, $"of {row} in {figures.Id} refused");
    }

    private Task<ClosedLoop> InstantAsync(int clients, Target target) => target.IsGrpc
        ? ClosedLoop.ConnectGrpcAsync(clients, target.Urls, Request.GrpcSend(Instant), Numbers.Next, cancellationToken)
        : ClosedLoop.ConnectAsync(clients, target.Urls, Request.Send(Instant), Numbers.Next, Completed, cancellationToken);
}
