using System.Net;
using System.Net.Sockets;

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
        await EndsAsync(appHost, "INT");
    }

    [Fact]
    public async Task A_port_that_an_earlier_run_gives_back_is_waited_for_and_kill_9_leaves_no_process()
    {
        var port = AppHostProcess.FreePort();
        using var earlier = new TcpListener(IPAddress.Loopback, port);
        earlier.Start();
        await using var appHost = new AppHostProcess("--SampleClient:Enabled=false", $"--Ports:WebhookReceiver={port}");
        await appHost.UntilSaidAsync($"Port {port} is taken. Waiting");

        earlier.Stop();

        await appHost.UntilSaidAsync("Ctrl+C stops everything");
        appHost.Processes.ShouldContain(process => process.Contains("A2A.AgentApi"));
        appHost.Processes.ShouldContain(process => process.Contains("redis-server"));
        await appHost.SignalAsync("KILL");
        await NoneIsLeftAsync(appHost);
    }

    [Fact]
    public async Task A_Redis_of_ones_own_is_used_and_named_while_it_does_not_answer_and_SIGTERM_ends_the_run()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await redis.FreezeAsync();
        await using var appHost = new AppHostProcess("--SampleClient:Enabled=false", $"--ConnectionStrings:redis={redis.ConnectionString}");
        await appHost.UntilSaidAsync("Still waiting for redis, which is Unhealthy");

        await redis.ThawAsync();

        await appHost.UntilSaidAsync("Ctrl+C stops everything");
        appHost.Processes.ShouldNotContain(process => process.Contains("redis-server"));
        await EndsAsync(appHost, "TERM");
    }
    // All that was said is looked at: also that of the start.
    private static async Task EndsAsync(AppHostProcess appHost, string signal)
    {
        await appHost.SignalAsync(signal);

        (await appHost.ExitCodeAsync()).ShouldBe(0, appHost.Output);
        appHost.Lines.ShouldNotContain(line => ReadsAsFault(line), appHost.Output);
        await NoneIsLeftAsync(appHost);
    }

    private static Task NoneIsLeftAsync(AppHostProcess appHost) =>
        Eventually.TrueAsync(() => Task.FromResult(appHost.Processes.Count == 0), "the end of every process of the run");

    private static bool ReadsAsFault(string line) =>
        line.StartsWith("warn:") || line.StartsWith("fail:") || line.StartsWith("crit:") || line.Contains('\x1b');
}
