using System.Diagnostics;
using System.Text.Json.Nodes;
using A2A.Server.Agents;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Execution;
using A2A.Server.Tests.Push;
using StackExchange.Redis;

namespace A2A.Server.Tests.Http;

/// <summary>What a task costs Redis, in scripts: a property of the design, the same with one and with two replicas.</summary>
public sealed class BudgetTests : IAsyncLifetime
{
    private const int Tasks = 50;

    private RedisServer _redis = null!; // set by InitializeAsync
    private ConnectionMultiplexer _connection = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.AdminConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_blocking_send_to_an_instant_agent_costs_two_scripts(int replicas)
    {
        await using var system = new Replicas(_redis, replicas, idle: true);
        await system.SendAsync(replicas, webhook: null);
        var (began, before) = (Stopwatch.GetTimestamp(), await ScriptsAsync());

        await system.SendAsync(Tasks, webhook: null);

        (await ScriptsAsync() - before).ShouldBeInRange(Tasks * 2, (Tasks * 2) + LooksSince(began, replicas));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_a_webhook_it_costs_five_at_most(int replicas)
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var system = new Replicas(_redis, replicas, idle: true);
        await system.SendAsync(replicas, endpoint.Url);
        await AtRestAsync(endpoint, replicas);
        var (began, before) = (Stopwatch.GetTimestamp(), await ScriptsAsync());

        await system.SendAsync(Tasks, endpoint.Url);
        await AtRestAsync(endpoint, Tasks + replicas);

        (await ScriptsAsync() - before).ShouldBeInRange(Tasks * 4, (Tasks * 5) + LooksSince(began, replicas));
    }

    [Fact]
    public async Task An_idle_replica_looks_at_each_partition_once_a_sweep_for_tasks_and_deliveries_together()
    {
        await using var system = new Replicas(_redis, 1, idle: false);
        var (began, before) = (Stopwatch.GetTimestamp(), await LooksAsync());

        await Eventually.TrueAsync(async () => await LooksAsync() >= before + 96, "six sweeps of sixteen partitions");

        // Each partition is looked at once in 400 ms, and may be overdue at the beginning. Twice as often would take 1.2 s.
        Stopwatch.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(1500));
    }

    // Each replica looks at the circuits and at the signing keys once in five seconds.
    private static int LooksSince(long began, int replicas) => replicas * 2 * (1 + (int)(Stopwatch.GetElapsedTime(began).TotalSeconds / 5));

    private async Task AtRestAsync(Endpoint endpoint, int tasks)
    {
        await endpoint.UntilAsync(tasks * 2);
        await Eventually.TrueAsync(
            async () =>
            {
                var queues = Enumerable.Range(0, 16).Select(partition => _connection.GetDatabase().SortedSetLengthAsync(RedisKeys.Deliveries(partition)));
                return (await Task.WhenAll(queues)).Sum() == 0;
            },
            "nothing is due");
    }

    private Task<long> ScriptsAsync() => CallsAsync("cmdstat_evalsha");

    // Only a look asks so while nothing happens, once for tasks and once for deliveries.
    private async Task<long> LooksAsync() => (await CallsAsync("cmdstat_zrangebyscore")) / 2;

    private async Task<long> CallsAsync(string command)
    {
        var groups = await _connection.GetServers()[0].InfoAsync("commandstats");
        var text = groups.SelectMany(group => group).FirstOrDefault(pair => pair.Key == command).Value;
        return text is null ? 0 : long.Parse(text.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Replicas of the API with an agent that completes at once; an idle one looks for nothing by itself.</summary>
    private sealed class Replicas(RedisServer redis, int count, bool idle) : IAsyncDisposable
    {
        private readonly List<ApiReplica> _replicas = [.. Enumerable.Range(0, count).Select(_ => ApiReplica.Start(
            redis,
            new()
            {
                ["Tasks:Sweep"] = idle ? "01:00:00" : "00:00:00.400",
                ["Agents:Default"] = "scripted",
                ["Push:AllowHttp"] = "true",
                ["Push:AllowedNetworks:test"] = "127.0.0.0/8",
            },
            new ScriptedAgent((task, token) => task.CompleteAsync("Done", token))))];

        public async Task SendAsync(int tasks, string? webhook)
        {
            for (var i = 0; i < tasks; i++)
            {
                var configuration = webhook is null ? "{}" : $$"""{"taskPushNotificationConfig": {"url": "{{webhook}}"} }""";
                using var response = await _replicas[i % _replicas.Count].SendAsync(HttpMethod.Post, "/", $$$"""
                    {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {
                      "message": {"role": "ROLE_USER", "messageId": "{{{Guid.NewGuid()}}}", "parts": [{"text": "Hello"}]},
                      "configuration": {{{configuration}}}
                    }}
                    """, ("A2A-Version", "1.0"));
                var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
                ((string?)answer["result"]?["task"]?["status"]?["state"]).ShouldBe("TASK_STATE_COMPLETED", answer.ToJsonString());
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var replica in _replicas)
            {
                await replica.DisposeAsync();
            }
        }
    }
}
