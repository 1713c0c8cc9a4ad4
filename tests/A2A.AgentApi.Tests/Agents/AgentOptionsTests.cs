using A2A.AgentApi.Agents;
using A2A.AgentApi.Tests.Http;

namespace A2A.AgentApi.Tests.Agents;

public sealed class AgentOptionsTests
{
    private static readonly AgentOptionsCheck Check = new([new GatedAgent(), new MuteAgent()]);

    [Fact]
    public void An_unknown_default_agent_is_refused_and_the_known_ones_are_named() =>
        Check.Validate(null, new AgentOptions { Default = "nobody" }).FailureMessage
            .ShouldBe("Agents:Default is 'nobody'; set it to one of: gated, mute.");

    [Theory]
    [InlineData("ftp://a")]
    [InlineData("/relative")]
    public void A_public_address_that_no_caller_could_use_is_refused(string url) =>
        Check.Validate(null, new AgentOptions { Default = "mute", PublicUrl = new Uri(url, UriKind.RelativeOrAbsolute) }).FailureMessage
            .ShouldStartWith("Agents:PublicUrl");

    [Theory]
    [InlineData(null)]
    [InlineData("http://a")]
    [InlineData("https://a/b")]
    public void A_usable_address_is_taken(string? url) =>
        Check.Validate(null, new AgentOptions { Default = "mute", PublicUrl = url is null ? null : new Uri(url) }).Succeeded.ShouldBeTrue();
}
