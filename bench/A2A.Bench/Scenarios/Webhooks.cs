using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace A2A.Bench.Scenarios;

/// <summary>S2: the same sends with one and with three push configs.</summary>
internal static class Webhooks
{
    private static readonly int[] Clients = [16, 64];

    /// <summary>As many POSTs at a time to one endpoint as a replica sends by default.</summary>
    private const int PostsAtATime = 8;

    /// <summary>Tasks with three configs that are prepared for each second of a measurement.</summary>
    private const int TasksPerSecond = 150;

    public static Figures Figures() => new(
        "S2", "Webhooks from a closed loop",
        """
        With one config: the sends of S1, each with a push config of its own; the task's two events are two signed webhooks. With three,
        from 16 connections: tasks that ask back first get two further configs, which does not count; what counts is the message that
        completes each of them (two more events, so six webhooks; of a2a-js one event, three webhooks). Webhooks per second count from
        the first submit to the last webhook; the percentiles are from the submit to the webhook of the end, under a load that leaves a
        queue: S3 has those without. Everything goes to one receiver, which gets at most eight POSTs at a time from a replica;
        `HttpClient` is a bare client that sends a like body to it, eight at a time, unsigned.
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
            foreach (var (name, target) in servers)
            {
                foreach (var clients in Clients)
                {
                    ledger = new();
                    await SendAsync(run, figures, $"{name}, one config, {clients}", clients, ledger, target, receiver.Url);
                }

                ledger = new();
                await ContinueAsync(run, figures, $"{name}, three configs", ledger, target, receiver.Url);
            }

            ledger = new();
            await rig.Redis.SyncAsync("everysec");
            await SendAsync(run, figures, $"everysec, one config, {Clients[0]}", Clients[0], ledger, rig.Target, receiver.Url);
            await rig.Redis.SyncAsync("always");

            ledger = new();
            using var loop = ClosedLoop.Of(PostsAtATime, async token => await PostAsync(http, receiver.Url, ledger.Next(), token));
            await loop.RunAsync(run.Options.Durations.WarmUp, run.Token);
            var posts = await loop.RunAsync(run.Options.Durations.Measured, run.Token);
            figures.Add(
                "HttpClient", ("webhooks/s", posts.PerSecond), ("p50 ms", posts.Percentile(0.5)), ("p99 ms", posts.Percentile(0.99)));
        });

        foreach (var configs in (string[])["one config, 16", "one config, 64", "three configs"])
        {
            var webhooks = figures.Of($"always, {configs}", "webhooks/s");
            figures.AddRatio($"always ÷ a2a-js, webhooks/s, {configs}", webhooks, figures.Of($"a2a-js, {configs}", "webhooks/s"));
            figures.AddRatio($"always ÷ HttpClient, webhooks/s, {configs}", webhooks, figures.Of("HttpClient", "webhooks/s"));
        }
    }

    /// <summary>Sends with a config each for the measured time, and waits for the last webhook; a row.</summary>
    public static async Task SendAsync(
        BenchRun run, Figures figures, string row, int clients, WebhookLedger ledger, Target target, Uri receiver)
    {
        using var loop = await ClosedLoop.ConnectAsync(
            clients, target.Urls, Request.Send(BenchRun.Instant, receiver), () => ledger.Next(), BenchRun.Completed, run.Token);
        await CountAsync(run, figures, row, ledger, target, configs: 1, () => loop.RunAsync(run.Options.Durations.Measured, run.Token));
    }

    /// <summary>One POST as a server would send it, without signature or log.</summary>
    public static async Task PostAsync(HttpClient http, Uri receiver, long token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/a2a+json");
        request.Headers.TryAddWithoutValidation("X-A2A-Notification-Token", $"{token:D12}");
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static byte[] Body { get; } = JsonSerializer.SerializeToUtf8Bytes(new
    {
        statusUpdate = new
        {
            taskId = Guid.NewGuid(),
            contextId = Guid.NewGuid(),
            status = new
            {
                state = BenchRun.Completed,
                message = new { messageId = Guid.NewGuid(), role = "ROLE_AGENT", parts = new[] { new { text = "Hello from TCK" } } },
                timestamp = DateTime.UtcNow,
            },
        },
    });

    private static async Task ContinueAsync(BenchRun run, Figures figures, string row, WebhookLedger ledger, Target target, Uri receiver)
    {
        var tasks = new ThreeConfigs(run, ledger, target.Urls[0], receiver);
        await tasks.PrepareAsync(TasksPerSecond * run.Options.Seconds);
        await CountAsync(run, figures, row, ledger, target, ThreeConfigs.Configs, tasks.CompleteAsync);
    }

    private static async Task CountAsync(
        BenchRun run, Figures figures, string row, WebhookLedger ledger, Target target, int configs, Func<Task<LoopResult>> send)
    {
        var (receivedBefore, began, usedBefore) = (ledger.Received, Stopwatch.GetTimestamp(), await Usage.ReadAsync(target));
        var sends = await send();
        var expected = (sends.Count - sends.Refused) * configs;
        var isComplete = await ledger.EndedAsync(expected, TimeSpan.FromSeconds(run.Options.Patience), run.Token);
        var seconds = Stopwatch.GetElapsedTime(began, ledger.Last).TotalSeconds;
        var used = await Usage.ReadAsync(target) - usedBefore;
        figures.Add(
            row,
            [
                ("messages/s", sends.PerSecond), ("webhooks/s", (ledger.Received - receivedBefore) / seconds),
                ("p50 ms", Latency.Percentile(ledger.Latencies, 0.5)), ("p99 ms", Latency.Percentile(ledger.Latencies, 0.99)),
                .. used.Per(sends.Count),
            ]);
        run.Faults.Add(sends.Refused, $"messages of {row} in {figures.Id} refused");
        run.Faults.Add(isComplete ? 0 : expected - ledger.Endings, $"webhooks of an end of {row} in {figures.Id} missing");
        run.Faults.AddMisplaced(ledger, $"{row} in {figures.Id}");
    }
}
