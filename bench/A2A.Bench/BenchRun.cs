using System.Diagnostics;
using System.Security.Cryptography;
using A2A.Tests;

namespace A2A.Bench;

/// <summary>One run: the machine's own limits first, then the submits, then the wait for the last webhook.</summary>
internal sealed class BenchRun(BenchOptions options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _patience = TimeSpan.FromSeconds(options.Patience);
    private readonly ClosedLoop _loop = new(options.Clients, TimeSpan.FromSeconds(options.WarmUp), TimeSpan.FromSeconds(options.Seconds));

    public async Task<BenchResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var redis = await BenchRedis.ConnectAsync(server.AdminConnectionString);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var echoes = await EchoAsync(http, cancellationToken);
        var sets = await _loop.RunAsync(redis.SetAsync, cancellationToken);

        List<Replica> replicas = [];
        try
        {
            var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            for (var i = 0; i < options.Replicas; i++)
            {
                replicas.Add(await Replica.StartAsync(server.ConnectionString, options.Settings, secret, cancellationToken));
            }

            return await SubmitAsync(http, redis, replicas, cancellationToken) with { Echoes = echoes, Sets = sets, RedisVersion = redis.Version };
        }
        finally
        {
            foreach (var replica in replicas)
            {
                await replica.DisposeAsync();
            }
        }
    }

    private async Task<LoopResult> EchoAsync(HttpClient http, CancellationToken cancellationToken)
    {
        await using var echo = await LoopbackServer.StartEchoAsync(cancellationToken);
        return await _loop.RunAsync(
            async token =>
            {
                using var answer = await http.PostAsync(echo.Url, Submitter.Request(echo.Url), token);
                await answer.Content.ReadAsByteArrayAsync(token);
            },
            cancellationToken);
    }

    private async Task<BenchResult> SubmitAsync(
        HttpClient http, BenchRedis redis, IReadOnlyList<Replica> replicas, CancellationToken cancellationToken)
    {
        var ledger = new WebhookLedger();
        await using var receiver = await LoopbackServer.StartAsync(webhook => ledger.ReceiveAsync(webhook), cancellationToken);
        var submitter = new Submitter(http, [.. replicas.Select(replica => replica.Url)], new Uri(receiver.Url, "/webhook"));
        var (start, before) = (0L, Usage.Zero);
        var submits = await _loop.RunAsync(
            submitter.SubmitAsync,
            async () =>
            {
                await DeliveredAsync(redis, ledger, submitter, cancellationToken);
                submitter.Reset();
                ledger = new WebhookLedger();
                (start, before) = (Stopwatch.GetTimestamp(), await Usage.ReadAsync(redis, replicas));
            },
            cancellationToken);
        var end = start + (long)(submits.Elapsed.TotalSeconds * Stopwatch.Frequency);
        var epoch = DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(start);
        var isComplete = await DeliveredAsync(redis, ledger, submitter, cancellationToken);
        var usage = await Usage.ReadAsync(redis, replicas) - before;
        var logs = await redis.LogsAsync(submitter.Tasks);
        return new BenchResult
        {
            Submits = submits,
            Refusals = submitter.Refusals,
            Acknowledged = submitter.Tasks.Count,
            Logs = logs,
            Ledger = ledger,
            IsComplete = isComplete,
            EventTime = DateTimeOffset.FromUnixTimeMilliseconds(logs.Select(log => log.Newest).DefaultIfEmpty().Max()) - epoch,
            WebhookTime = Stopwatch.GetElapsedTime(start, ledger.Last),
            Lag = Stopwatch.GetElapsedTime(end, ledger.Last),
            Usage = usage,
            Warnings = [.. replicas.SelectMany(replica => replica.Lines)],
        };
    }

    /// <summary>Waits until every task was told to be completed and Redis holds nothing to tell, so that nothing can come any more.</summary>
    private async Task<bool> DeliveredAsync(BenchRedis redis, WebhookLedger ledger, Submitter submitter, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (ledger.Completed < submitter.Tasks.Count || await redis.UndeliveredAsync() > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > _patience)
            {
                return false;
            }

            await Task.Delay(Look, cancellationToken);
        }

        return true;
    }
}
