using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>A server of its own, whose Redis dies.</summary>
public sealed class OutageTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("refuses")]
    [InlineData("hangs")]
    public async Task A_replica_that_starts_while_the_storage_is_away_says_so_to_its_first_caller(string how)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await (how == "hangs" ? redis.FreezeAsync() : redis.KillAsync());
        try
        {
            var started = Stopwatch.StartNew();
            await using var replica = ApiReplica.Start(redis, new() { ["ConnectionStrings:redis"] = redis.PatientConnectionString });
            started.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20)); // the promise is that nothing waits for the connection

            using var response = await Eventually.WithinAsync(
                Soon, () => replica.SendAsync(HttpMethod.Post, "/", ApiServer.Request("message/send", ApiServer.Say("be quick"))));

            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await (how == "hangs" ? redis.ThawAsync() : Task.CompletedTask);
        }
    }

    [Fact]
    public async Task While_the_storage_is_away_callers_hear_so_soon_and_when_it_is_back_all_goes_on()
    {
        await api.CallAsync("message/send", ApiServer.Say("be quick")); // everything is warm
        await api.Redis.KillAsync();

        using var response = await Eventually.WithinAsync(
            Soon, () => api.PostAsync("/", ApiServer.Request("message/send", ApiServer.Say("be quick"))));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
        ((int?)answer["error"]?["code"]).ShouldBe(-32603);
        ((string?)answer["id"]).ShouldBe("r1");

        foreach (var path in new[] { "/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0a", "/v1/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0a" })
        {
            using var rest = await api.Client.GetAsync(path, Token);
            rest.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            rest.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        }

        await api.Redis.StartAsync();
        await Eventually.TrueAsync(
            async () => (string?)(await api.CallAsync("message/send", ApiServer.Say("be quick")))["result"]?["status"]?["state"] == "completed");
    }
}
