using System.Text.Json;
using A2A.AgentApi.Agents;
using A2A.AgentApi.Http;
using A2A.Protocol.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Tests.Http;

public sealed class AgentCardsTests
{
    [Theory]
    [InlineData(null, null, "http://api:8000/")]
    [InlineData(null, "mute", "http://api:8000/agents/mute")]
    [InlineData("https://agents.example", null, "https://agents.example/")]
    [InlineData("https://agents.example/a2a/", "mute", "https://agents.example/a2a/agents/mute")]
    [InlineData("https://agents.example/a2a", "mute", "https://agents.example/a2a/agents/mute")]
    public void A_card_names_the_address_that_callers_can_use(string? publicUrl, string? name, string url)
    {
        var cards = new AgentCards(Options.Create(new AgentOptions { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) }));

        var card = cards.CardOf(new MuteAgent(), name, RequestTo("api", 8000));

        card.Url.ShouldBe(url);
        card.SupportedInterfaces.ShouldHaveSingleItem().Url.ShouldBe(url);
    }

    [Fact]
    public void A_card_says_only_what_is_served_and_has_no_nulls()
    {
        var card = new AgentCards(Options.Create(new AgentOptions())).CardOf(new MuteAgent(), null, RequestTo("api", 8000));

        var json = JsonSerializer.Serialize(card, A2AJson.Default.AgentCard);

        json.ShouldContain("\"protocolVersion\":\"0.3.0\"");
        json.ShouldContain("\"preferredTransport\":\"JSONRPC\"");
        json.ShouldContain("""{"url":"http://api:8000/","protocolBinding":"JSONRPC","protocolVersion":"0.3"}""");
        json.ShouldNotContain("null");
    }

    private static HttpRequest RequestTo(string host, int port)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString(host, port);
        return request;
    }
}
