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
        checks.Select(check => (string?)check?["name"]).ShouldBe(["self", "storage"], ignoreOrder: true);
        body.ShouldContain("Redis answers and keeps every acknowledged write.");
    }

    private async Task<(HttpStatusCode Status, string Body)> HealthAsync(string key)
    {
        using var answer = await _api.GetAsync("/health", key.Length == 0 ? [] : [("X-API-Key", key)]);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
