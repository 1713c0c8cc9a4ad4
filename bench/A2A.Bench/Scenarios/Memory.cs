namespace A2A.Bench.Scenarios;

/// <summary>S6: what an open stream, a running task and a stored task hold.</summary>
internal static class Memory
{
    /// <summary>Opened before the first look, so that what is needed once does not count.</summary>
    private const int First = 200;

    private const int Stored = 20_000;

    public static Figures Figures() => new(
        "S6", "Memory",
        """
        What a replica grows by, divided by how many were added after a first 200: resident memory of the process, and the live heap after
        a full collection. A stream is a `SubscribeToTask` on which nothing happens, its connection included. A running task waits within
        a step of its agent, its lease renewed meanwhile. A stored task is an ended one of two events, written by the captured scripts:
        memory of Redis, and the bytes of its append-only file.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        var count = run.Options.Streams * 2;
        await run.RoundsAsync(async () =>
        {
            await StreamsAsync(run, figures, count);
            await RunningAsync(run, figures, count);
            await StoredAsync(run, figures);
        });
        figures.AddHeadline("KB resident per idle stream", figures.Of("idle stream", "KB resident"));
    }

    private static async Task StreamsAsync(BenchRun run, Figures figures, int count)
    {
        await using var rig = await run.StartRigAsync(1);
        using var connection = await HttpConnection.ConnectAsync(rig.Urls[0], run.Token);
        var task = await run.BeginAsync(connection, Request.Send("tck-input-required").Numbered(Numbers.Next()));
        List<EventReader> readers = [];
        try
        {
            await GrowthAsync(run, figures, "idle stream", rig, count, async () =>
            {
                var reader = new EventReader(() => { });
                lock (readers)
                {
                    readers.Add(reader);
                }

                await reader.OpenAsync(rig.Urls[0], task, grpc: false, run.Token);
            });
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    private static async Task RunningAsync(BenchRun run, Figures figures, int count)
    {
        await using var rig = await run.StartRigAsync(
            1, new("Agents__Default", "long-running"), new("Samples__Pace", "1000"), new("Execution__Concurrency", "10000"));
        using var connection = await HttpConnection.ConnectAsync(rig.Urls[0], run.Token);
        var send = Request.Send("long", returnImmediately: true);
        var turn = new SemaphoreSlim(1);
        await GrowthAsync(run, figures, "running task", rig, count, async () =>
        {
            await turn.WaitAsync(run.Token);
            await run.BeginAsync(connection, send.Numbered(Numbers.Next()));
            turn.Release();
        });
    }

    private static async Task StoredAsync(BenchRun run, Figures figures)
    {
        await using var rig = await run.StartRigAsync(1);
        var scripts = await TaskScripts.CaptureAsync(rig, run.Token);
        await rig.StopReplicasAsync();
        await scripts.FillAsync(First, TimeSpan.FromSeconds(run.Options.FillLimit), run.Token);
        var memory = await rig.Redis.InfoAsync("memory", "used_memory");
        var file = await rig.Redis.InfoAsync("persistence", "aof_current_size");
        var stored = await scripts.FillAsync(Stored, TimeSpan.FromSeconds(run.Options.FillLimit), run.Token);
        figures.Add(
            "stored task", ("KB of Redis", (await rig.Redis.InfoAsync("memory", "used_memory") - memory) / stored / 1024),
            ("KB of its file", (await rig.Redis.InfoAsync("persistence", "aof_current_size") - file) / stored / 1024));
    }

    private static async Task GrowthAsync(BenchRun run, Figures figures, string row, Rig rig, int count, Func<Task> add)
    {
        await AddAsync(First);
        var before = await LookAsync();
        await AddAsync(count);
        var after = await LookAsync();
        figures.Add(
            row, ("KB resident", (after.Resident - before.Resident) / count / 1024),
            ("KB heap", (after.Heap - before.Heap) / count / 1024));

        async Task AddAsync(int more)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = run.Token };
            await Parallel.ForEachAsync(Enumerable.Range(0, more), options, async (_, _) => await add());
        }

        async Task<(double Resident, double Heap)> LookAsync()
        {
            await Task.Delay(TimeSpan.FromSeconds(1), run.Token);
            var heap = (await rig.Replicas[0].ProbeAsync(collect: true, run.Token)).Heap;
            return (rig.Replicas[0].Process.Resident, heap);
        }
    }
}
