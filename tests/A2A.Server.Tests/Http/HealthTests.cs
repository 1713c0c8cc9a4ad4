using System.Net;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Who learns what of a replica's health, outside Development.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private const string CallersKey = "key-of-a-caller-0123456789-0123456789";
    private const string OperatorsKey = "key-of-an-operator-0123456789-0123456789";

    private RedisServer _redis = null!; // set by InitializeAsync
    private ApiReplica _api = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _api = ApiReplica.Start(_redis, new()
        {
            ["environment"] = "Production",
            ["Callers:ApiKeys:caller"] = CallersKey,
            ["Callers:Operators:operator"] = OperatorsKey,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody's-key")]
    [InlineData(CallersKey)]
    public async Task Strangers_and_callers_learn_the_status_alone(string key)
    {
        (await HealthAsync(key)).ShouldBe((HttpStatusCode.OK, """{"status":"Healthy"}"""));
        await _redis.KillAsync();

        await Eventually.TrueAsync(async () => await HealthAsync(key) == (HttpStatusCode.ServiceUnavailable, """{"status":"Unhealthy"}"""));
    }

    [Fact]
    public async Task An_operator_learns_what_each_check_says()
    {
        var (_, body) = await HealthAsync(OperatorsKey);

        var checks = JsonNode.Parse(body)?["checks"].ShouldNotBeNull().AsArray() ?? [];
        checks.Select(check => (string?)check?["name"]).ShouldBe(["self", "storage", "queues"], ignoreOrder: true);
        body.ShouldContain("Redis answers and keeps every acknowledged write.");
    }

    [Fact]
    public async Task Deliveries_that_no_replica_takes_are_told_apart_from_what_the_store_is_like()
    {
        var silence = new TaskCompletionSource();
        await using var silent = await Push.Endpoint.StartAsync((_, _) => silence.Task);
        await using var redis = await RedisServer.StartNewAsync();
        await using var blocked = ApiReplica.Start(redis, new()
        {
            ["Push:AllowHttp"] = "true",
            ["Push:AllowedNetworks:test"] = "127.0.0.0/8",
            ["Tasks:Sweep"] = "00:00:01",
            ["Tasks:LateAfter"] = "00:00:01",
            ["Push:Concurrency"] = "1",
            ["Push:Timeout"] = "00:00:50",
            ["Push:Lease"] = "00:02:00",
        });
        var configuration = $"\"configuration\":{{\"blocking\":false,\"pushNotificationConfig\":{{\"url\":\"{silent.Url}\"}}}}";
        for (var tasks = 0; tasks < 2; tasks++)
        {
            using var sent = await blocked.SendAsync(HttpMethod.Post, "/", ApiServer.Request("message/send", ApiServer.Say("be quick", configuration)));
            (await sent.Content.ReadAsStringAsync(Token)).ShouldContain("\"result\"");
        }

        try
        {
            await Eventually.TrueAsync(IsToldAsync, "the report names the queue");
        }
        finally
        {
            silence.SetResult();
        }

        async Task<bool> IsToldAsync()
        {
            using var answer = await blocked.GetAsync("/health");
            var checks = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["checks"]!.AsArray();
            return checks.Single(check => (string?)check!["name"] == "queues")!.ToJsonString() is var queues
                && queues.Contains("deliveries are due", StringComparison.Ordinal) && queues.Contains("Degraded", StringComparison.Ordinal)
                && (string?)checks.Single(check => (string?)check!["name"] == "storage")!["status"] == "Healthy";
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> HealthAsync(string key)
    {
        using var answer = await _api.GetAsync("/health", key.Length == 0 ? [] : [("X-API-Key", key)]);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
