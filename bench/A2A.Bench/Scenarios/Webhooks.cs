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

    public static Figures Figures() => new(
        "S2", "Webhooks from a closed loop",
        """
        With one config: the sends of S1, each with a push config of its own; the task's two events are two signed webhooks. With three, from 16
        connections: tasks that ask back first get two further configs, which does not count; what counts is the message that completes each of
        them (two more events, so six webhooks; of a2a-js one event, three webhooks). Webhooks per second count from the first submit to the
        last webhook; the percentiles are from the submit to the webhook of the end, under a load that leaves a queue: S3 has those without.
        Everything goes to one receiver, which gets at most eight POSTs at a time from a replica; `HttpClient` is a bare client that sends a like
        body to it, eight at a time, unsigned.
        """);

    public static async Task RunAsync(BenchRun run, Figures figures)
    {
        WebhookLedger ledger = new();
        await using var receiver = await LoopbackServer.StartAsync(webhook => ledger.ReceiveAsync(webhook), run.Token);
        await using var rig = await run.StartRigAsync(1);
        await using var peer = run.StartPeer(figures);
        (string Name, Uri Url, ServerProcess Process, BenchRedis? Redis)[] servers =
        [
            ("always", rig.Urls[0], rig.Replicas[0].Process, rig.Redis),
            .. peer is null ? [] : ((string, Uri, ServerProcess, BenchRedis?)[])[("a2a-js", await peer.AddressAsync(run.Token), peer, null)],
        ];
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        foreach (var server in servers)
        {
            await run.WarmUpAsync([server.Url], receiver.Url);
        }

        await run.RoundsAsync(async () =>
        {
            foreach (var (name, url, process, redis) in servers)
            {
                foreach (var clients in Clients)
                {
                    ledger = new();
                    await SendAsync(run, figures, $"{name}, one config, {clients}", clients, ledger, [url], receiver.Url, [process], redis);
                }

                ledger = new();
                await ContinueAsync(run, figures, $"{name}, three configs", ledger, url, receiver.Url, process, redis);
            }

            ledger = new();
            await rig.Redis.SyncAsync("everysec");
            await SendAsync(run, figures, $"everysec, one config, {Clients[0]}", Clients[0], ledger, rig.Urls, receiver.Url, [rig.Replicas[0].Process], rig.Redis);
            await rig.Redis.SyncAsync("always");

            ledger = new();
            using var loop = ClosedLoop.Of(PostsAtATime, token => PostAsync(http, receiver.Url, ledger.Next(), token));
            var posts = await loop.RunAsync(run.Options.Durations, run.Token);
            figures.Add("HttpClient", ("webhooks/s", posts.PerSecond), ("p50 ms", posts.Percentile(0.5)), ("p99 ms", posts.Percentile(0.99)));
        });

        foreach (var configs in (string[])["one config, 16", "one config, 64", "three configs"])
        {
            var webhooks = figures.Of($"always, {configs}", "webhooks/s");
            figures.AddRatio($"webhooks/s ÷ a2a-js, {configs}", webhooks, figures.Of($"a2a-js, {configs}", "webhooks/s"));
            figures.AddRatio($"webhooks/s ÷ bare HttpClient to the same receiver, {configs}", webhooks, figures.Of("HttpClient", "webhooks/s"));
        }
    }

    /// <summary>Sends with a config each for the measured time, and waits for the last webhook; a row.</summary>
    public static async Task SendAsync(
        BenchRun run, Figures figures, string row, int clients, WebhookLedger ledger, IReadOnlyList<Uri> urls, Uri receiver,
        IReadOnlyList<ServerProcess> servers, BenchRedis? redis)
    {
        using var loop = await ClosedLoop.ConnectAsync(
            clients, urls, Request.Send("tck-complete-task", receiver), () => ledger.Next(), BenchRun.Completed, run.Token);
        var (began, before) = (Stopwatch.GetTimestamp(), await Usage.ReadAsync(servers, redis));
        await FinishAsync(run, figures, row, ledger, await loop.RunAsync(run.Options.Durations.Measured, run.Token), 1, began, before, servers, redis);
    }

    /// <summary>One POST as a server would send it, without signature or log.</summary>
    public static async ValueTask<bool> PostAsync(HttpClient http, Uri receiver, long token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/a2a+json");
        request.Headers.TryAddWithoutValidation("X-A2A-Notification-Token", $"{token:D12}");
        using var answer = await http.SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    private static byte[] Body { get; } = JsonSerializer.SerializeToUtf8Bytes(new
    {
        statusUpdate = new
        {
            taskId = Guid.NewGuid(),
            contextId = Guid.NewGuid(),
            status = new { state = BenchRun.Completed, message = new { messageId = Guid.NewGuid(), role = "ROLE_AGENT", parts = new[] { new { text = "Hello from TCK" } } }, timestamp = DateTime.UtcNow },
        },
    });

    // Prepares tasks that wait, with three configs each; then one message each completes them.
    private static async Task ContinueAsync(
        BenchRun run, Figures figures, string row, WebhookLedger ledger, Uri url, Uri receiver, ServerProcess server, BenchRedis? redis)
    {
        var waiting = new Stack<(string Task, long[] Tokens)>();
        await run.EachAsync(url, 150 * run.Options.Seconds, async connection =>
        {
            long[] tokens = [ledger.Next(), ledger.Next(), ledger.Next()];
            var task = await run.BeginAsync(connection, Request.Send("tck-input-required", receiver).Numbered(tokens[0]));
            foreach (var token in tokens[1..])
            {
                var put = await connection.SendAsync(Request.PutConfig(task, receiver, token).Numbered(0), run.Token);
                run.Faults.Add(put.Contains("\"result\""u8) ? 0 : 1, $"configs of {row} refused");
            }

            lock (waiting)
            {
                waiting.Push((task, tokens));
            }
        });
        while (ledger.Received < 2 * waiting.Count)
        {
            await Task.Delay(10, run.Token); // the first config of each hears of two events
        }

        var (count, received, began, before) = (waiting.Count, ledger.Received, Stopwatch.GetTimestamp(), await Usage.ReadAsync([server], redis));
        var latencies = new List<long>();
        var refused = 0;
        await run.EachAsync(url, count, async connection =>
        {
            (string Task, long[] Tokens) next;
            lock (waiting)
            {
                next = waiting.Pop();
            }

            Array.ForEach(next.Tokens, ledger.Submitted);
            var sent = Stopwatch.GetTimestamp();
            var answer = await connection.SendAsync(Request.Continue(next.Task, "go-on").Numbered(0), run.Token);
            lock (latencies)
            {
                refused += answer.Contains("TASK_STATE_COMPLETED"u8) ? 0 : 1;
                latencies.Add(Stopwatch.GetTimestamp() - sent);
            }
        });
        var result = new LoopResult(Stopwatch.GetElapsedTime(began), latencies, refused);
        await FinishAsync(run, figures, row, ledger, result, 3, began, before, [server], redis, received);
    }

    private static async Task FinishAsync(
        BenchRun run, Figures figures, string row, WebhookLedger ledger, LoopResult sends, int configs, long began, Usage before,
        IReadOnlyList<ServerProcess> servers, BenchRedis? redis, int receivedBefore = 0)
    {
        var accepted = sends.Count - sends.Refused;
        var isComplete = await ledger.EndedAsync(accepted * configs, TimeSpan.FromSeconds(run.Options.Patience), run.Token);
        var seconds = Stopwatch.GetElapsedTime(began, ledger.Last).TotalSeconds;
        var received = ledger.Received - receivedBefore;
        var used = await Usage.ReadAsync(servers, redis) - before;
        figures.Add(
            row,
            [
                ("messages/s", sends.PerSecond), ("webhooks/s", received / seconds), ("p50 ms", Latency.Percentile(ledger.Latencies, 0.5)),
                ("p99 ms", Latency.Percentile(ledger.Latencies, 0.99)), .. used.Per(sends.Count),
            ]);
        run.Faults.Add(sends.Refused, $"messages of {row} in {figures.Id} refused");
        run.Faults.Add(isComplete ? 0 : (accepted * configs) - ledger.Endings, $"webhooks of an end of {row} in {figures.Id} missing");
        run.Faults.AddMisplaced(ledger, $"{row} in {figures.Id}");
    }
}
