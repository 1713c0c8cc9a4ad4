using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace A2A.AgentApi.Tests.Http;

/// <summary>A server of its own, whose Redis dies.</summary>
public sealed class OutageTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_storage_is_away_callers_hear_so_soon_and_when_it_is_back_all_goes_on()
    {
        await api.CallAsync("message/send", ApiServer.Say("be quick")); // everything is warm
        await api.Redis.KillAsync();
        var began = Stopwatch.StartNew();

        using var response = await api.PostAsync("/", ApiServer.Request("message/send", ApiServer.Say("be quick")));

        began.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2)); // the promise is the time
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
