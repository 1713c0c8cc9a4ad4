using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;
using A2A.Protocol.Tests.Golden;
using A2A.Protocol.V03;

namespace A2A.Protocol.Tests.Cards;

public sealed class AgentCardTests
{
    private static readonly string Blended = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cards", "blended-agent-card.json"));

    private static AgentCard V1 => GoldenFiles.Read<AgentCard>("v1-agent-card");

    private static V03AgentCard V03 => GoldenFiles.Read<V03AgentCard>("v03-agent-card");

    [Fact]
    public void A_card_becomes_one_of_0_3_without_signatures_of_what_it_no_longer_is()
    {
        var older = V1.ToV03();

        older.Signatures.ShouldBeNull();
        (older with { Signatures = V03.Signatures, Capabilities = older.Capabilities! with { StateTransitionHistory = true } })
            .ShouldBeOnTheWire("v03-agent-card");
    }

    [Fact]
    public void A_card_of_0_3_becomes_one_of_1_0_and_is_the_same_again_in_0_3()
    {
        var again = V03.ToModel().ToV03();

        (again with { Signatures = V03.Signatures, Capabilities = again.Capabilities! with { StateTransitionHistory = true } })
            .ShouldBeOnTheWire("v03-agent-card");
    }

    [Fact]
    public void What_0_3_does_not_know_stays_out_of_its_cards()
    {
        var flows = new OAuthFlows { AuthorizationCode = new() { PkceRequired = true }, DeviceCode = new() { TokenUrl = "https://login.example/token" } };
        var card = V1 with { SecuritySchemes = new Dictionary<string, SecurityScheme> { ["login"] = new() { Oauth2SecurityScheme = new() { Flows = flows } } } };

        var older = JsonSerializer.Serialize(card.ToV03(), V03JsonContext.Wire.V03AgentCard);

        older.ShouldContain("authorizationCode");
        older.ShouldNotContain("pkceRequired");
        older.ShouldNotContain("deviceCode");
    }

    [Fact]
    public void A_blend_has_the_members_of_both()
    {
        var blend = AgentCardJson.Blend(V1, V03);

        JsonNode.DeepEquals(JsonNode.Parse(blend), JsonNode.Parse(Blended)).ShouldBeTrue(Encoding.UTF8.GetString(blend));
    }

    [Fact]
    public void A_blend_reads_as_the_card_of_1_0_in_1_0_and_as_that_of_0_3_in_0_3()
    {
        AgentCardJson.Read(Encoding.UTF8.GetBytes(Blended)).ShouldBeOnTheWire("v1-agent-card");
        JsonSerializer.Deserialize(Blended, V03JsonContext.Wire.V03AgentCard).ShouldBeOnTheWire("v03-agent-card");
    }

    [Theory]
    [InlineData("""{"name":"Old","url":"https://old.example/"}""")]
    [InlineData("""{"name":"Old","url":"https://old.example/","protocolVersion":"0.3.0","preferredTransport":"JSONRPC"}""")]
    public void A_card_of_0_3_alone_is_read_as_one_of_1_0_with_endpoints_of_0_3(string json)
    {
        var card = AgentCardJson.Read(Encoding.UTF8.GetBytes(json));

        card.Name.ShouldBe("Old");
        card.SupportedInterfaces.ShouldBe([new() { Url = "https://old.example/", ProtocolBinding = "JSONRPC", ProtocolVersion = "0.3" }]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"url":"https://old.example/","skills":3}""")]
    public void What_is_no_card_is_refused(string json) => Should.Throw<JsonException>(() => AgentCardJson.Read(Encoding.UTF8.GetBytes(json)));
}
