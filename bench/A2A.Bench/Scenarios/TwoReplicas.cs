namespace A2A.Bench.Scenarios;

/// <summary>S8: two replicas against one.</summary>
internal static class TwoReplicas
{
    private const int Clients = 64;

    public static Figures Figures() => new(
        "S8", "Two replicas against one",
        """
        S1 and S2 with one config at 64 connections, with one and with two replicas on the same Redis. Where they have no more cores than one has, two
        replicas show what sharing costs rather than what it gains. Of the sends the percentiles are those of the answer, with webhooks those from
        the submit to the webhook of the end. Redis syncs always.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        WebhookLedger ledger = new();
        await using var receiver = await LoopbackServer.StartAsync(webhook => ledger.ReceiveAsync(webhook), run.Token);
        await using var one = await run.StartRigAsync(1);
        await using var two = await run.StartRigAsync(2);
        await run.WarmUpAsync(one.Urls, receiver.Url);
        await run.WarmUpAsync(two.Urls, receiver.Url);
        await run.RoundsAsync(async () =>
        {
            foreach (var (name, rig) in ((string, Rig)[])[("one replica", one), ("two replicas", two)])
            {
                IReadOnlyList<ServerProcess> processes = [.. rig.Replicas.Select(replica => replica.Process)];
                await run.SendAsync(figures, $"sends, {name}", Clients, rig.Urls, processes, rig.Redis);
                ledger = new();
                await Webhooks.SendAsync(run, figures, $"with webhooks, {name}", Clients, ledger, rig.Urls, receiver.Url, processes, rig.Redis);
            }
        });
        figures.AddRatio("two ÷ one, sends/s", figures.Of("sends, two replicas", "messages/s"), figures.Of("sends, one replica", "messages/s"));
        figures.AddRatio("two ÷ one, webhooks/s", figures.Of("with webhooks, two replicas", "webhooks/s"), figures.Of("with webhooks, one replica", "webhooks/s"));
    }
}
