using System.Text.Json.Nodes;
using A2A.Server.Agents;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Cards;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http.Cards;

public sealed class AgentCardsTests
{
    [Theory]
    [InlineData(null, null, "http://api:8000")]
    [InlineData(null, "mute", "http://api:8000/agents/mute")]
    [InlineData("https://agents.example", null, "https://agents.example")]
    [InlineData("https://agents.example/a2a/", null, "https://agents.example/a2a")]
    [InlineData("https://agents.example/a2a/", "mute", "https://agents.example/a2a/agents/mute")]
    [InlineData("https://agents.example/a2a", "mute", "https://agents.example/a2a/agents/mute")]
    public void A_card_names_the_address_that_callers_can_use_and_append_a_path_to(string? publicUrl, string? name, string url)
    {
        var cards = CardsOf(publicUrl);

        var card = cards.CardOf(new CardPlace(new MuteAgent(), name, cards.BaseOf(RequestTo("api", 8000))));

        card.SupportedInterfaces.Select(place => place.Url).Distinct().ShouldBe([url]);
        card.SupportedInterfaces.Select(place => $"{place.ProtocolBinding} {place.ProtocolVersion}")
            .ShouldBe(["JSONRPC 1.0", "HTTP+JSON 1.0", "JSONRPC 0.3", "HTTP+JSON 0.3"]);
    }

    [Fact]
    public void Each_form_of_a_card_has_the_members_of_its_version_and_no_nulls()
    {
        var cards = CardsOf(null, ("alice", "0123456789abcdef"));
        var card = cards.CardOf(new CardPlace(new MuteAgent(), null, new Uri("http://api/")));

        var (v1, v03, blend) = (Write(CardForm.V1), Write(CardForm.V03), Write(CardForm.Blended));

        v1.Select(member => member.Key).ShouldNotContain("url");
        v03.Select(member => member.Key).ShouldNotContain("supportedInterfaces");
        blend.Select(member => member.Key).ShouldBe(v1.Select(member => member.Key).Union(v03.Select(member => member.Key)), ignoreOrder: true);
        blend["securitySchemes"]!["apiKey"]!.AsObject().Select(member => member.Key)
            .ShouldBe(["apiKeySecurityScheme", "type", "description", "in", "name"], ignoreOrder: true);
        $"{v1}{v03}{blend}".ShouldNotContain("null");

        JsonObject Write(CardForm form) => JsonNode.Parse(form.Write(card))!.AsObject();
    }

    [Fact]
    public void Without_keys_a_card_asks_for_none_and_offers_no_extended_card()
    {
        var card = CardsOf(null).CardOf(new CardPlace(new TalkativeAgent(), null, new Uri("http://api/")));

        card.SecuritySchemes.ShouldBeNull();
        card.SecurityRequirements.ShouldBeNull();
        card.Capabilities.ExtendedAgentCard.ShouldBe(false);
    }

    private static AgentCards CardsOf(string? publicUrl, params (string Owner, string Key)[] keys) => new(
        Options.Create(new AgentOptions { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) }),
        new CallerSchemes(Options.Create(new CallerOptions { ApiKeys = keys.ToDictionary(pair => pair.Owner, pair => pair.Key) })),
        []);

    private static HttpRequest RequestTo(string host, int port)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString(host, port);
        return request;
    }

    private sealed class TalkativeAgent : IAgent
    {
        public string Name => "talkative";

        public Protocol.AgentCard Card { get; } = new() { Name = "Talkative" };

        public Protocol.AgentCard? ExtendedCard { get; } = new() { Name = "More talkative" };

        public Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken) => task.CompleteAsync("done", cancellationToken);
    }
}
