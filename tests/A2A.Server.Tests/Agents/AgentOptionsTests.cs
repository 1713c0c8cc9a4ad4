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
    [Fact]
    public void An_unknown_default_agent_is_refused_and_the_known_ones_are_named() =>
        Should.Throw<OptionsValidationException>(() => RegistryOf("nobody", new GatedAgent(), new MuteAgent())).Message
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
        Should.Throw<OptionsValidationException>(() => RegistryOf(null)).Message.ShouldContain("AddAgent<TAgent>()");

    [Fact]
    public void Two_agents_of_one_name_are_refused() =>
        Should.Throw<OptionsValidationException>(() => RegistryOf(null, new MuteAgent(), new MuteAgent())).Message.ShouldContain("'mute'");

    [Fact]
    public void The_agent_that_was_added_first_is_the_default_one() =>
        RegistryOf(null, new MuteAgent(), new GatedAgent()).Default.Name.ShouldBe("mute");

    [Theory]
    [InlineData("Agents:AnswerTimeout", "00:00:00")]
    [InlineData("Agents:PublicUrl", "ftp://a")]
    [InlineData("Agents:PublicUrl", "/relative")]
    public async Task A_setting_that_no_caller_could_use_is_refused_at_the_start(string name, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]);
        builder.Services.AddAgents();
        using var host = builder.Build();

        var error = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldStartWith(name);
    }

    [Fact]
    public async Task A_default_agent_that_there_is_not_stops_the_start()
    {
        await using var redis = await RedisServer.StartNewAsync();

        Should.Throw<OptionsValidationException>(() => ApiReplica.Start(redis, new() { ["Agents:Default"] = "nobody" }))
            .Message.ShouldStartWith("Agents:Default is 'nobody'; set it to one of: ");
    }

    private static AgentRegistry RegistryOf(string? wanted, params IAgent[] agents) =>
        new(agents, Options.Create(new AgentOptions { Default = wanted }));
}
