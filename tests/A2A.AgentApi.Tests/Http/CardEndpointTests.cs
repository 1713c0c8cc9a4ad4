using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace A2A.AgentApi.Tests.Http;

public sealed class CardEndpointTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/.well-known/agent-card.json", "Long-Running Task Agent", "")]
    [InlineData("/.well-known/agent.json", "Long-Running Task Agent", "")]
    [InlineData("/agents/report/.well-known/agent-card.json", "Report Generator", "agents/report")]
    [InlineData("/agents/enterprise/.well-known/agent.json", "Enterprise Security Agent", "agents/enterprise")]
    public async Task Every_agent_has_its_card_with_an_absolute_address(string path, string name, string address)
    {
        var card = (await api.Client.GetFromJsonAsync<JsonNode>(path, Token)).ShouldNotBeNull();

        ((string?)card["name"]).ShouldBe(name);
        ((string?)card["url"]).ShouldBe($"{api.Client.BaseAddress}{address}");
        ((bool?)card["capabilities"]?["pushNotifications"]).ShouldBe(true);
    }

    [Fact]
    public async Task A_card_that_has_not_changed_is_not_sent_again()
    {
        using var first = await api.Client.GetAsync("/.well-known/agent-card.json", Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/agent-card.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag.ShouldNotBeNull());

        using var second = await api.Client.SendAsync(request, Token);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task The_card_of_an_unknown_agent_is_a_problem()
    {
        using var response = await api.Client.GetAsync("/agents/nobody/.well-known/agent-card.json", Token);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task The_root_lists_the_agents_and_the_addresses_in_it_work()
    {
        var index = (await api.Client.GetFromJsonAsync<JsonNode>("/", Token)).ShouldNotBeNull();

        var agents = index["agents"].ShouldBeOfType<JsonArray>();
        agents.Select(agent => (string?)agent?["name"]).ShouldBe(["enterprise", "gated", "long-running", "mute", "picky", "report"]);
        foreach (var agent in agents)
        {
            var card = await api.Client.GetFromJsonAsync<JsonNode>((string?)agent?["card"], Token);
            ((string?)card?["url"]).ShouldBe((string?)agent?["url"]);
        }
    }
}
