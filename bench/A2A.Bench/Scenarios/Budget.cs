using System.Diagnostics;

namespace A2A.Bench.Scenarios;

/// <summary>S9: what one task costs.</summary>
internal static class Budget
{
    private const int Tasks = 1_000;

    public static Figures Figures() => new(
        "S9", "Budget per task",
        """
        Calls of scripts and functions, all commands of Redis (those inside of scripts among them), processor time, and bytes that replicas
        allocate: what 1,000 tasks used, less what the idle replicas used in as long, divided by the tasks. Sends to the instant agent
        from 16 connections to each replica, two events each; with webhooks both are delivered. Processor time includes the runtime's own
        work: compiling, collecting. Redis syncs always.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        WebhookLedger ledger = new();
        await using var receiver = await LoopbackServer.StartAsync(webhook => ledger.ReceiveAsync(webhook), run.Token);
        await using var one = await run.StartRigAsync(1);
        await using var two = await run.StartRigAsync(2);
        foreach (var rig in (Rig[])[one, two])
        {
            ledger = new();
            await run.WarmUpAsync(rig.Target, receiver.Url, ledger);
        }

        await run.RoundsAsync(async () =>
        {
            foreach (var (name, rig) in ((string, Rig)[])[("one replica", one), ("two replicas", two)])
            {
                var idleBegan = Stopwatch.GetTimestamp();
                var before = await LookAsync(run, rig);
                await Task.Delay(TimeSpan.FromSeconds(4), run.Token); // one sweep over all partitions
                var idle = (await LookAsync(run, rig)).Less(before, 1).Per(Stopwatch.GetElapsedTime(idleBegan).TotalSeconds);
                figures.Add($"idle, {name}, per second", idle.Columns);
                ledger = new();
                var alone = await CostAsync(run, rig, idle, null, Numbers.Next, () => Task.CompletedTask);
                figures.Add($"send, {name}", alone.Columns);
                var cost = await CostAsync(run, rig, idle, receiver.Url, () => ledger.Next(), async () =>
                {
                    var isComplete = await ledger.EndedAsync(Tasks, TimeSpan.FromSeconds(run.Options.Patience), run.Token);
                    run.Faults.Add(isComplete ? 0 : Tasks - ledger.Endings, $"webhooks with {name} in {figures.Id} missing");
                });
                figures.Add($"send with webhook, {name}", cost.Columns);
                run.Faults.AddMisplaced(ledger, $"{name} in {figures.Id}");
            }
        });
    }

    private static async Task<Cost> CostAsync(BenchRun run, Rig rig, Cost idle, Uri? webhook, Func<long> next, Func<Task> settled)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), await LookAsync(run, rig));
        var send = Request.Send(BenchRun.Instant, webhook);
        await Task.WhenAll(rig.Urls.Select(url => run.EachAsync(url, Tasks / rig.Urls.Count, async connection =>
        {
            var answer = await connection.SendAsync(send.Copy().Numbered(next()), run.Token);
            run.Faults.Add(answer.Contains("TASK_STATE_COMPLETED"u8) ? 0 : 1, "sends in S9 refused");
        })));
        await settled();
        await Task.Delay(500, run.Token); // the last cursors are settled
        var after = await LookAsync(run, rig);
        return after.Less(before, 1).Less(idle, Stopwatch.GetElapsedTime(began).TotalSeconds).Per(Tasks);
    }

    private static async Task<Cost> LookAsync(BenchRun run, Rig rig)
    {
        var probes = await Task.WhenAll(rig.Replicas.Select(replica => replica.ProbeAsync(collect: false, run.Token)));
        return new(
            await rig.Redis.ScriptsAsync(), await rig.Redis.InfoAsync("stats", "total_commands_processed"),
            await rig.Redis.ProcessorTimeAsync(),
            rig.Replicas.Sum(replica => replica.Process.ProcessorTime.TotalSeconds), probes.Sum(probe => probe.Allocated));
    }

    /// <summary>What was used, or a share of it.</summary>
    private readonly record struct Cost(double Scripts, double Commands, double Redis, double Servers, double Allocated)
    {
        public (string Column, double Value)[] Columns =>
        [
            ("scripts", Scripts), ("commands", Commands), ("Redis µs CPU", Redis * 1e6), ("server µs CPU", Servers * 1e6),
            ("KB allocated", Allocated / 1024),
        ];

        public Cost Less(Cost other, double times) => new(
            Scripts - (other.Scripts * times), Commands - (other.Commands * times), Redis - (other.Redis * times),
            Servers - (other.Servers * times), Allocated - (other.Allocated * times));

        public Cost Per(double count) => new(Scripts / count, Commands / count, Redis / count, Servers / count, Allocated / count);
    }
}
