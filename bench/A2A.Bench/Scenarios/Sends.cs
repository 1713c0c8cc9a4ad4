namespace A2A.Bench.Scenarios;

/// <summary>S1: blocking sends to the instant agent.</summary>
internal static class Sends
{
    private static readonly int[] Clients = [16, 64];

    public static Figures Figures() => new(
        "S1", "Blocking send, instant agent",
        """
        `SendMessage` over JSON-RPC, and over `gRPC`, to one replica; the answer is the completed task, two events, both on disk as `appendfsync` says.
        Each connection sends the next message when it has the answer. `a2a-js` is the server of `@a2a-js/sdk` with its in-memory
        store, which keeps nothing on disk. `scripts` is a bare loop that sends Redis the scripts that a replica sends for such a
        task: what Redis and the disk allow. `Kestrel` parses the request and serializes a like answer: what HTTP and JSON allow.
        Processor time is per message; load is the benchmark's own.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        await using var rig = await run.StartRigAsync(1);
        await using var floor = await run.StartRigAsync(1);
        var scripts = await TaskScripts.CaptureAsync(floor, run.Token);
        await floor.StopReplicasAsync(); // they would hear of every task
        await using var kestrel = LoopbackServer.StartFloor();
        await using var peer = run.StartPeer(figures);
        List<(string Name, Target Target)> others = [("Kestrel", await Target.OfAsync(kestrel, run.Token))];
        if (peer is not null)
        {
            others.Add(("a2a-js", await Target.OfAsync(peer, run.Token)));
        }

        foreach (var target in others.Select(other => other.Target).Prepend(rig.GrpcTarget).Prepend(rig.Target))
        {
            await run.WarmUpAsync(target);
        }

        await run.RoundsAsync(async () =>
        {
            foreach (var clients in Clients)
            {
                foreach (var sync in (string[])["always", "everysec"])
                {
                    await rig.Redis.SyncAsync(sync);
                    await floor.Redis.SyncAsync(sync);
                    await run.SendAsync(figures, $"{sync}, {clients}", clients, rig.Target);
                    await run.SendAsync(figures, $"gRPC {sync}, {clients}", clients, rig.GrpcTarget);
                    using var loop = ClosedLoop.Of(clients, async _ => await scripts.RunInstantTaskAsync());
                    await run.MeasureAsync(figures, $"scripts {sync}, {clients}", loop, floor.Target);
                }

                foreach (var (name, target) in others)
                {
                    await run.SendAsync(figures, $"{name}, {clients}", clients, target);
                }
            }
        });

        foreach (var clients in Clients)
        {
            AddRatio(figures, "always", "a2a-js", clients);
            AddRatio(figures, "everysec", "a2a-js", clients);
            AddRatio(figures, "always", "scripts always", clients);
            AddRatio(figures, "everysec", "scripts everysec", clients);
            AddRatio(figures, "always", "Kestrel", clients);
            AddRatio(figures, "gRPC always", "always", clients);
            AddRatio(figures, "gRPC everysec", "everysec", clients);
        }
    }

    private static void AddRatio(Figures figures, string row, string of, int clients) => figures.AddRatio(
        $"{row} ÷ {of}, messages/s, {clients} connections",
        figures.Of($"{row}, {clients}", "messages/s"), figures.Of($"{of}, {clients}", "messages/s"));
}
