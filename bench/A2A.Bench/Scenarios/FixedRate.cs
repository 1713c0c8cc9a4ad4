namespace A2A.Bench.Scenarios;

/// <summary>S3: from a submit to its webhook at a fixed rate.</summary>
internal static class FixedRate
{
    private static readonly int[] Rates = [100, 300];
    private static readonly byte[] Event = new byte[512];

    public static Figures Figures() => new(
        "S3", "Submit to webhook at a fixed rate",
        """
        An open loop: sends with one push config go out at the rate whatever comes back, and latencies count from the intended time of
        the send to the receipt of the webhook of the task's end, so a queue shows. `answer` is the latency of the caller's own answer.
        The unit beside it is the least that such a task can take, one at a time on the same machine: two appends of 512 bytes to a
        synced Redis stream and one POST by a bare HttpClient to the same receiver. Redis syncs always.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        WebhookLedger ledger = new();
        await using var receiver = await LoopbackServer.StartAsync(webhook => ledger.ReceiveAsync(webhook), run.Token);
        await using var rig = await run.StartRigAsync(1);
        await using var peer = run.StartPeer(figures);
        List<(string Name, Target Target)> servers = [("always", rig.Target)];
        if (peer is not null)
        {
            servers.Add(("a2a-js", await Target.OfAsync(peer, run.Token)));
        }

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        foreach (var (_, target) in servers)
        {
            ledger = new();
            await run.WarmUpAsync(target, receiver.Url, ledger);
        }

        await run.RoundsAsync(async () =>
        {
            ledger = new();
            using var unit = ClosedLoop.Of(1, async token =>
            {
                await rig.Redis.Database.StreamAddAsync("bench:unit", "json", Event, maxLength: 1_000, useApproximateMaxLength: true);
                await rig.Redis.Database.StreamAddAsync("bench:unit", "json", Event, maxLength: 1_000, useApproximateMaxLength: true);
                await Webhooks.PostAsync(http, receiver.Url, ledger.Next(), token);
            });
            await unit.RunAsync(run.Options.Durations.WarmUp, run.Token);
            var units = await unit.RunAsync(run.Options.Durations.Measured, run.Token);
            figures.Add("two appends and a POST", ("p50 ms", units.Percentile(0.5)), ("p99 ms", units.Percentile(0.99)));
            foreach (var rate in Rates)
            {
                foreach (var (name, target) in servers)
                {
                    ledger = new();
                    await MeasureAsync(run, figures, $"{name}, {rate}/s", ledger, target.Urls[0], receiver.Url, rate);
                }
            }
        });

        foreach (var rate in Rates)
        {
            foreach (var percentile in (string[])["p50 ms", "p99 ms"])
            {
                figures.AddRatio(
                    $"{percentile[..3]} at {rate}/s ÷ {percentile[..3]} of two appends and a POST",
                    figures.Of($"always, {rate}/s", percentile), figures.Of("two appends and a POST", percentile));
            }
        }
    }

    private static async Task MeasureAsync(
        BenchRun run, Figures figures, string row, WebhookLedger ledger, Uri server, Uri receiver, int rate)
    {
        using var loop = new OpenLoop(server, Request.Send(BenchRun.Instant, receiver), BenchRun.Completed);
        var sends = await loop.RunAsync(rate, run.Options.Durations.Measured, intended => ledger.Next(intended), run.Token);
        var isComplete = await ledger.EndedAsync(sends.Count - sends.Refused, TimeSpan.FromSeconds(run.Options.Patience), run.Token);
        figures.Add(
            row, ("p50 ms", Latency.Percentile(ledger.Latencies, 0.5)), ("p99 ms", Latency.Percentile(ledger.Latencies, 0.99)),
            ("answer p50 ms", sends.Percentile(0.5)), ("answer p99 ms", sends.Percentile(0.99)));
        run.Faults.Add(sends.Refused, $"sends of {row} in {figures.Id} refused");
        run.Faults.Add(isComplete ? 0 : sends.Count - sends.Refused - ledger.Endings, $"webhooks of {row} in {figures.Id} missing");
        run.Faults.AddMisplaced(ledger, $"{row} in {figures.Id}");
    }
}
