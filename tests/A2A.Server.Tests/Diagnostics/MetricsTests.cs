using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using A2A.Server.Diagnostics;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Diagnostics;

/// <summary>Every metric of the server, as docs/operations.md lists them.</summary>
public sealed class MetricsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    // The unit, and the names of the attributes.
    private static readonly Dictionary<string, (string? Unit, string Tags)> Metrics = new()
    {
        ["a2a.task.submitted"] = ("{task}", "agent"),
        ["a2a.task.ended"] = ("{task}", "agent state"),
        ["a2a.task.duration"] = ("s", "agent outcome"),
        ["a2a.stream.open"] = ("{stream}", ""),
        ["a2a.queue.depth"] = ("{item}", "queue when"),
        ["a2a.queue.age"] = ("s", "queue"),
        ["a2a.webhook.dead_letters"] = ("{delivery}", ""),
        ["a2a.webhook.attempts"] = ("{attempt}", "outcome"),
        ["a2a.webhook.duration"] = ("s", "outcome"),
        ["a2a.webhook.lag"] = ("s", ""),
        ["a2a.webhook.deliveries"] = ("{delivery}", "result"),
        ["a2a.webhook.replays"] = ("{delivery}", ""),
        ["a2a.webhook.circuit.openings"] = ("{opening}", ""),
        ["a2a.webhook.circuit.open"] = ("{endpoint}", ""),
        ["db.client.operation.duration"] = ("s", "db.operation.name db.system.name"),
    };

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Execution:Concurrency"] = "1",
        ["Tasks:Sweep"] = "00:00:00.010",
        ["Callers:Operators:test"] = KeyedApi.Operator,
        ["Push:AllowHttp"] = "true",
        ["Push:AllowedNetworks:test"] = "127.0.0.0/8",
        ["Push:FirstDelay"] = "00:00:00.020",
        ["Push:MaxAttempts"] = "2",
        ["Push:Circuit:Failures"] = "3",
        ["Push:Circuit:FirstPause"] = "00:00:00.100",
    };

    [Fact]
    public async Task Every_metric_has_its_unit_and_attributes_and_moves()
    {
        ConcurrentDictionary<string, (string? Unit, string Tags)> moved = new();
        using var listener = Listen(moved);
        await using var failing = await Endpoint.StartAsync(500);
        await using var working = await Endpoint.StartAsync(200);
        var agent = new GatedAgent();
        await using var replica = ApiReplica.Start(redis.Server, Settings, agent);

        for (var task = 0; task < 2; task++) // one runs, and the other waits
        {
            using var sent = await replica.SendAsync(
                HttpMethod.Post, "/agents/gated", ApiServer.Request("message/send", ApiServer.Say("wait", """ "configuration":{"blocking":false} """)));
            sent.EnsureSuccessStatusCode();
        }

        await Eventually.TrueAsync(() => Task.FromResult(moved.ContainsKey("a2a.queue.age")), "a task that waits for its turn");
        agent.Open();
        foreach (var endpoint in new[] { failing, working })
        {
            var push = $$""" "configuration":{"pushNotificationConfig":{"url":"{{endpoint.Url}}"} } """;
            await using var stream = await EventReader.OpenAsync(
                replica.Client, "/", ApiServer.Request("message/stream", ApiServer.Say("be quick", push)), null, TestContext.Current.CancellationToken);
            await stream.RestAsync();
        }

        await Eventually.TrueAsync(
            async () =>
            {
                if (!moved.ContainsKey("a2a.webhook.dead_letters"))
                {
                    return false; // a replay takes them away
                }

                using var replay = await replica.SendAsync(HttpMethod.Post, "/ops/dead-letters/replay", null, ("X-API-Key", KeyedApi.Operator));
                return Metrics.Keys.All(moved.ContainsKey);
            },
            $"each metric moves, not only {string.Join(", ", moved.Keys)}");
        moved.ShouldBe(Metrics, ignoreOrder: true);
    }

    private static MeterListener Listen(ConcurrentDictionary<string, (string? Unit, string Tags)> moved)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == AgentTelemetry.Name)
                {
                    instrument.Description.ShouldNotBeNullOrEmpty(instrument.Name);
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        return listener;

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var names = tags.ToArray().Select(tag => tag.Key).ToList();
            if (value > 0 && !names.Contains("error.type")) // another test's Redis may be away
            {
                moved[instrument.Name] = (instrument.Unit, string.Join(' ', names.Order(StringComparer.Ordinal)));
            }
        }
    }
}
