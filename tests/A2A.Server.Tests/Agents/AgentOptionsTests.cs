using A2A.AgentApi.Agents;
using A2A.Server.Agents;
using A2A.Server.Tests.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Agents;

public sealed class AgentOptionsTests
{
    private static readonly AgentOptionsCheck Check = new([new GatedAgent(), new MuteAgent()]);

    [Fact]
    public void An_unknown_default_agent_is_refused_and_the_known_ones_are_named() =>
        Check.Validate(null, new AgentOptions { Default = "nobody" }).FailureMessage
            .ShouldBe("Agents:Default is 'nobody'; set it to one of: gated, mute.");

    [Theory]
    [InlineData("Samples:Pace", "1", false)]
    [InlineData("Samples:Conformance", "true", true)]
    [InlineData("Agents:Default", "conformance", true)]
    public void The_agent_for_conformance_kits_is_there_when_it_is_asked_for(string setting, string value, bool there)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create(setting, (string?)value)]);
        builder.Services.AddSingleton(TimeProvider.System);
        new A2AServerBuilder(builder).AddSampleAgents();
        builder.Services.AddAgents();
        using var host = builder.Build();

        var agents = host.Services.GetRequiredService<AgentRegistry>();

        (agents.Find("conformance") is not null).ShouldBe(there);
        agents.Default.Name.ShouldBe(value == "conformance" ? "conformance" : "long-running");
    }

    [Fact]
    public void A_server_without_agents_does_not_start() =>
        new AgentOptionsCheck([]).Validate(null, new AgentOptions()).FailureMessage.ShouldNotBeNull().ShouldContain("AddAgent<TAgent>()");

    [Fact]
    public void Two_agents_of_one_name_are_refused() =>
        new AgentOptionsCheck([new MuteAgent(), new MuteAgent()]).Validate(null, new AgentOptions()).FailureMessage.ShouldNotBeNull().ShouldContain("'mute'");

    [Fact]
    public void The_agent_that_was_added_first_is_the_default_one() =>
        new AgentRegistry([new MuteAgent(), new GatedAgent()], Options.Create(new AgentOptions())).Default.Name.ShouldBe("mute");

    [Fact]
    public void An_agent_must_have_time_to_answer() =>
        Check.Validate(null, new AgentOptions { Default = "mute", AnswerTimeout = TimeSpan.Zero }).FailureMessage.ShouldStartWith("Agents:AnswerTimeout");

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
