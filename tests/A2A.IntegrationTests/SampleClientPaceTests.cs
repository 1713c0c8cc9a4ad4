using System.Diagnostics;

namespace A2A.IntegrationTests;

/// <summary>What a person does in a second terminal while the AppHost runs, at the pace of the demonstration.</summary>
public sealed class SampleClientPaceTests
{
    private const string Secret = "the-secret-of-the-pace-test-0123456789-01234";

    [Fact]
    public async Task All_scenarios_pass_at_the_pace_of_the_demonstration_in_less_than_three_minutes()
    {
        var receiverPort = AppHostProcess.FreePort();
        await using var appHost = new AppHostProcess(
            "--SampleClient:Enabled=false", "--AgentApi:Samples:Pace=1", $"--Ports:WebhookReceiver={receiverPort}", $"--Parameters:webhook-secret={Secret}");
        await appHost.UntilSaidAsync("Ctrl+C stops everything");
        var environment = new Dictionary<string, string>
        {
            ["SampleClient__AgentUrl"] = $"http://localhost:{appHost.AgentApiPort}",
            ["SampleClient__ReceiverUrl"] = $"http://localhost:{receiverPort}",
            ["SampleClient__WebhookSecret"] = Secret,
        };

        var began = Stopwatch.GetTimestamp();
        await using var client = await ClientProcess.RunAsync(SampleClientProgram.Path, environment, "all");

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        client.Output.ShouldContain("VERDICT: passed");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(3));
    }
}
