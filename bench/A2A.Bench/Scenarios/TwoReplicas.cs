namespace A2A.Bench.Scenarios;

/// <summary>S8: two replicas against one.</summary>
internal static class TwoReplicas
{
    private const int Clients = 64;

    public static Figures Figures() => new(
        "S8", "Two replicas against one",
        """
        S1 and S2 with one config at 64 connections, with one and with two replicas on a Redis. Where two have no more cores than one has,
        they show what sharing costs rather than what it gains. Of the sends the percentiles are those of the answer, with webhooks those
        from the submit to the webhook of the end. Redis syncs always.
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
                await run.SendAsync(figures, $"sends, {name}", Clients, rig.Target);
                ledger = new();
                await Webhooks.SendAsync(run, figures, $"with webhooks, {name}", Clients, ledger, rig.Target, receiver.Url);
            }
        });
        AddRatio(figures, "sends", "messages/s");
        AddRatio(figures, "with webhooks", "webhooks/s");
    }

    private static void AddRatio(Figures figures, string what, string column) => figures.AddRatio(
        $"two ÷ one, {column}, {what}", figures.Of($"{what}, two replicas", column), figures.Of($"{what}, one replica", column));
}
