namespace A2A.Bench.Scenarios;

/// <summary>S1: blocking sends to the instant agent.</summary>
internal static class Sends
{
    private static readonly int[] Clients = [16, 64];

    public static Figures Figures() => new(
        "S1", "Blocking send, instant agent",
        """
        `SendMessage` over JSON-RPC to one replica; the answer is the completed task, two events, both on disk as `appendfsync` says. Each
        connection sends the next message when it has the answer. `a2a-js` is the server of `@a2a-js/sdk` with its in-memory store, which keeps
        nothing on disk: durability is what the ratio to it prices. `scripts` is a bare loop that sends Redis the scripts that a replica sends
        for such a task: what Redis and the disk allow. `Kestrel` parses the request and serializes a like answer: what HTTP and JSON allow.
        Processor time is per message; load is the benchmark's own.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        await using var rig = await run.StartRigAsync(1);
        await using var floor = await run.StartRigAsync(1);
        var scripts = await TaskScripts.CaptureAsync(floor, run.Token);
        await floor.StopReplicasAsync(); // they would hear of every task
        await using var kestrel = LoopbackServer.StartFloor();
        var kestrelUrl = await kestrel.AddressAsync(run.Token);
        await using var peer = run.StartPeer(figures);
        var peerUrl = peer is null ? null : await peer.AddressAsync(run.Token);

        IReadOnlyList<Uri> servers = [.. rig.Urls, kestrelUrl, .. peerUrl is null ? [] : (Uri[])[peerUrl]];
        foreach (var url in servers)
        {
            await run.WarmUpAsync([url]);
        }

        await run.RoundsAsync(async () =>
        {
            foreach (var clients in Clients)
            {
                foreach (var sync in (string[])["always", "everysec"])
                {
                    await rig.Redis.SyncAsync(sync);
                    await floor.Redis.SyncAsync(sync);
                    await run.SendAsync(figures, $"{sync}, {clients}", clients, rig.Urls, [rig.Replicas[0].Process], rig.Redis);
                    using var loop = ClosedLoop.Of(clients, async _ =>
                    {
                        await scripts.RunInstantTaskAsync();
                        return true;
                    });
                    await run.MeasureAsync(figures, $"scripts {sync}, {clients}", loop, [], floor.Redis);
                }

                await run.SendAsync(figures, $"Kestrel, {clients}", clients, [kestrelUrl], [kestrel], null);
                if (peer is not null)
                {
                    await run.SendAsync(figures, $"a2a-js, {clients}", clients, [peerUrl!], [peer], null); // started, so it has an address
                }
            }
        });

        foreach (var clients in Clients)
        {
            var always = figures.Of($"always, {clients}", "messages/s");
            figures.AddRatio($"always ÷ a2a-js, {clients} connections", always, figures.Of($"a2a-js, {clients}", "messages/s"));
            figures.AddRatio($"always ÷ the same scripts from a bare loop, {clients} connections", always, figures.Of($"scripts always, {clients}", "messages/s"));
            figures.AddRatio($"everysec ÷ a2a-js, {clients} connections", figures.Of($"everysec, {clients}", "messages/s"), figures.Of($"a2a-js, {clients}", "messages/s"));
            figures.AddRatio($"always ÷ bare Kestrel, {clients} connections", always, figures.Of($"Kestrel, {clients}", "messages/s"));
        }
    }
}
