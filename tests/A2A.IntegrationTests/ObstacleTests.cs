using System.Net;
using System.Net.Sockets;

namespace A2A.IntegrationTests;

/// <summary>What a person reads on the console of the AppHost when its start meets an obstacle, and how it ends then.</summary>
public sealed class ObstacleTests
{
    [Fact]
    public async Task A_port_that_an_earlier_run_gives_back_is_waited_for_and_kill_9_leaves_no_process()
    {
        var port = AppHostProcess.FreePort();
        using var earlier = new TcpListener(IPAddress.Loopback, port);
        earlier.Start();
        await using var appHost = new AppHostProcess("--SampleClient:Enabled=false", "--Replicas=1", $"--Ports:WebhookReceiver={port}");
        await appHost.UntilSaidAsync($"Port {port} is taken. Waiting");

        earlier.Stop();

        await appHost.UntilSaidAsync("Ctrl+C stops everything");
        appHost.Processes.ShouldContain(process => process.Contains("A2A.AgentApi"));
        appHost.Processes.ShouldContain(process => process.Contains("redis-server"));
        await appHost.SignalAsync("KILL");
        await appHost.NoneIsLeftAsync();
    }

    [Fact]
    public async Task A_Redis_of_ones_own_is_used_and_named_while_it_does_not_answer_and_SIGTERM_ends_the_run()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await redis.FreezeAsync();
        await using var appHost = new AppHostProcess("--SampleClient:Enabled=false", "--Replicas=1", $"--ConnectionStrings:redis={redis.ConnectionString}");
        await appHost.UntilSaidAsync("Still waiting for redis, which is Unhealthy");

        await redis.ThawAsync();

        await appHost.UntilSaidAsync("Ctrl+C stops everything");
        appHost.Processes.ShouldNotContain(process => process.Contains("redis-server"));
        await appHost.EndsAsync("TERM");
    }

    [Fact]
    public async Task A_port_that_stays_taken_is_an_error_that_names_the_setting()
    {
        var port = AppHostProcess.FreePort();
        using var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();
        await using var appHost = new AppHostProcess($"--Ports:WebhookReceiver={port}");

        (await appHost.ExitCodeAsync()).ShouldBe(1);

        appHost.Output.ShouldContain($"Port {port} is taken by another program.");
        appHost.Output.ShouldContain("--Ports:WebhookReceiver");
        appHost.Output.ShouldNotContain("Unhandled exception");
    }

    [Theory]
    [InlineData("--Replica=3", "There is no setting 'Replica'.")]
    [InlineData("--Ports:Api=8001", "There is no setting 'Ports:Api'.")]
    [InlineData("--AgentApi:Pusch:Timeout=3", "There is no setting 'AgentApi:Pusch'.")]
    [InlineData("--Ports:AgentApi=59999 --Ports:WebhookReceiver=59999", "Port 59999 is given twice, by --Ports:AgentApi and --Ports:WebhookReceiver")]
    [InlineData("--Replicas=two", "The setting 'Replicas' must be a whole number from 1 to 20, not 'two'.")]
    [InlineData("--Ports:AgentApi=80000", "The setting 'Ports:AgentApi' must be a whole number from 1 to 65535, not '80000'.")]
    public async Task A_setting_that_makes_no_sense_is_a_clear_error(string settings, string error)
    {
        await using var appHost = new AppHostProcess(settings.Split(' '));

        (await appHost.ExitCodeAsync()).ShouldBe(1);

        appHost.Output.ShouldContain(error);
        appHost.Output.ShouldNotContain("Unhandled exception");
    }
}
