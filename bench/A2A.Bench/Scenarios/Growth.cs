using System.Diagnostics;

namespace A2A.Bench.Scenarios;

/// <summary>S5: what stored tasks and long logs cost.</summary>
internal static class Growth
{
    private const int Clients = 64;
    private const int ClientsOfOthers = 16;
    private const int Appends = 500;

    /// <summary>What Redis needs for an ended task of two events, rounded up.</summary>
    private const int BytesOfTask = 8 * 1024;

    public static Figures Figures() => new(
        "S5", "Growth",
        """
        S1 at 64 connections, S2 with one config at 16 (append, take and deliver), and at 16 connections the first fifty of a caller who
        has all of the tasks, against Redis servers that hold more and more ended tasks, written by the captured scripts rather than by
        HTTP. Each has its own replica, and the rounds go over all of them in turn. The appends are the captured script of one event, one
        at a time from a bare loop, at the beginning and at the end of a log of 10,000 events. Redis syncs always.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        WebhookLedger ledger = new();
        await using var receiver = await LoopbackServer.StartAsync(webhook => ledger.ReceiveAsync(webhook), run.Token);
        await using var small = await run.StartRigAsync(1);
        await using var middle = await run.StartRigAsync(1);
        await using var large = await run.StartRigAsync(1);
        var scripts = await TaskScripts.CaptureAsync(small, run.Token);
        List<(string Row, Rig Rig)> sizes = [];
        var most = (int)Math.Min(run.Options.Stored, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / BytesOfTask);
        if (most < run.Options.Stored)
        {
            figures.Note($"{most:#,0} instead of {run.Options.Stored:#,0} tasks at the largest step: they take half of the machine's memory.");
        }

        foreach (var (rig, wanted) in ((Rig, int)[])[(small, most / 1_000), (middle, most / 10), (large, most)])
        {
            var stored = await FillAsync(run, rig, wanted);
            sizes.Add(($"{stored:#,0} stored", rig));
            if (stored < wanted)
            {
                figures.Note($"{stored:#,0} instead of {wanted:#,0} tasks: filling ended after {run.Options.FillLimit} s.");
            }

            ledger = new();
            await run.WarmUpAsync(rig.Target, receiver.Url, ledger);
        }

        await run.RoundsAsync(async () =>
        {
            foreach (var (row, rig) in sizes)
            {
                await run.SendAsync(figures, row, Clients, rig.Target);
                ledger = new();
                await Webhooks.SendAsync(run, figures, $"{row}, webhooks", ClientsOfOthers, ledger, rig.Target, receiver.Url);
                using var lists = await ClosedLoop.ConnectAsync(
                    ClientsOfOthers, rig.Target.Urls, Request.List(50), Numbers.Next, "nextPageToken", run.Token);
                await run.MeasureAsync(figures, $"{row}, lists", lists, rig.Target);
            }
        });
        await small.StopReplicasAsync(); // they would take the task over
        await run.RoundsAsync(async () =>
        {
            await AppendAsync(run, figures, small, scripts, 10, perTask: 5);
            await AppendAsync(run, figures, small, scripts, 10_000, perTask: Appends);
        });

        var (smallest, largest) = (sizes[0].Row, sizes[^1].Row);
        AddRatio("", "messages/s");
        AddRatio(", webhooks", "webhooks/s");
        AddRatio(", lists", "messages/s");
        figures.AddRatio(
            "append at event 10,000 ÷ at event 10, p50",
            figures.Of("append at event 10,000", "p50 ms"), figures.Of("append at event 10", "p50 ms"));

        void AddRatio(string kind, string figure) => figures.AddRatio(
            $"{largest} ÷ {smallest}{kind}, {figure}", figures.Of(largest + kind, figure), figures.Of(smallest + kind, figure));
    }

    private static async Task<int> FillAsync(BenchRun run, Rig rig, int tasks)
    {
        var scripts = await TaskScripts.CaptureAsync(rig, run.Token);
        await rig.StopReplicasAsync(); // they would hear of every task
        var began = Stopwatch.GetTimestamp();
        var stored = await scripts.FillAsync(tasks, TimeSpan.FromSeconds(run.Options.FillLimit), run.Token);
        Console.Error.WriteLine($"   {stored:#,0} tasks written in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        await rig.StartReplicasAsync(1, run.Token);
        return stored;
    }

    private static async Task AppendAsync(BenchRun run, Figures figures, Rig rig, TaskScripts scripts, int at, int perTask)
    {
        List<long> latencies = [];
        double used = 0;
        while (latencies.Count < Appends)
        {
            var task = await scripts.BeginAsync();
            foreach (var before in Enumerable.Range(1, at - 1).Chunk(250))
            {
                await Task.WhenAll(before.Select(sequence => scripts.AppendAsync(task, sequence)));
            }

            var usedBefore = await rig.Redis.ProcessorTimeAsync();
            for (var sequence = at; sequence < at + perTask; sequence++)
            {
                var sent = Stopwatch.GetTimestamp();
                await scripts.AppendAsync(task, sequence);
                latencies.Add(Stopwatch.GetTimestamp() - sent);
                run.Token.ThrowIfCancellationRequested();
            }

            used += await rig.Redis.ProcessorTimeAsync() - usedBefore;
        }

        latencies.Sort();
        figures.Add(
            $"append at event {at:#,0}", ("p50 ms", Latency.Percentile(latencies, 0.5)), ("p99 ms", Latency.Percentile(latencies, 0.99)),
            ("Redis µs CPU", used / latencies.Count * 1e6));
    }
}
