namespace A2A.IntegrationTests;

/// <summary>What a person reads on the console of the AppHost, and what is left of it when it ends.</summary>
public sealed class ConsoleTests
{
    [Fact]
    public async Task A_newcomer_reads_the_addresses_the_verdict_and_what_to_try_next_and_nothing_that_reads_as_a_fault()
    {
        await using var appHost = new AppHostProcess();
        await appHost.UntilSaidAsync("Five things to look at");

        appHost.Output.ShouldContain($"Agent API         http://localhost:{appHost.AgentApiPort}");
        appHost.Output.ShouldContain("/login?t=");
        appHost.Output.ShouldContain("sample-client | VERDICT: passed");
        appHost.Lines.Where(line => line.Contains("sample-client |")).ShouldNotContain(line => line.Contains("Waiting for resource") || line.Contains("[sys]"));
        appHost.Lines.ShouldNotContain(line => ReadsAsFault(line), appHost.Output);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_every_process_of_the_run_and_nothing_reads_as_a_fault(string signal)
    {
        await using var appHost = new AppHostProcess("--SampleClient:Enabled=false");
        await appHost.UntilSaidAsync("Ctrl+C stops everything");

        await appHost.SignalAsync(signal);

        (await appHost.ExitCodeAsync()).ShouldBe(0, appHost.Output);
        appHost.Lines.ShouldNotContain(line => ReadsAsFault(line), appHost.Output);
        await Eventually.TrueAsync(() => Task.FromResult(appHost.Processes.Count == 0), "the end of every process of the run");
    }

    [Fact]
    public async Task Kill_9_of_the_AppHost_leaves_no_process()
    {
        await using var appHost = new AppHostProcess("--SampleClient:Enabled=false");
        await appHost.UntilSaidAsync("Ctrl+C stops everything");
        appHost.Processes.ShouldContain(process => process.Contains("A2A.AgentApi"));
        appHost.Processes.ShouldContain(process => process.Contains("redis"));

        await appHost.SignalAsync("KILL");

        await Eventually.TrueAsync(() => Task.FromResult(appHost.Processes.Count == 0), "the end of every process of the run");
    }

    private static bool ReadsAsFault(string line) =>
        line.StartsWith("warn:") || line.StartsWith("fail:") || line.StartsWith("crit:") || line.Contains('\x1b');
}
