namespace A2A.IntegrationTests;

/// <summary>What a person reads on the console of the AppHost, and what is left of it when it ends.</summary>
public sealed class ConsoleTests
{
    [Fact]
    public async Task A_newcomer_reads_the_addresses_the_verdict_and_what_to_try_next_and_Ctrl_C_ends_it_all()
    {
        await using var appHost = new AppHostProcess();
        await appHost.UntilSaidAsync("Five things to look at");

        appHost.Output.ShouldContain($"Agent API         http://localhost:{appHost.AgentApiPort}");
        appHost.Output.ShouldContain("/login?t=");
        appHost.Output.ShouldContain("sample-client | VERDICT: passed");
        appHost.Lines.Where(line => line.Contains("sample-client |")).ShouldNotContain(line => line.Contains("Waiting for resource") || line.Contains("[sys]"));
        await appHost.EndsAsync("INT");
    }
}
