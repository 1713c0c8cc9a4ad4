namespace A2A.SampleClient.Tests;

/// <summary>Ctrl+C while a task runs.</summary>
public sealed class InterruptionTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    [Fact]
    public async Task Without_a_terminal_the_task_is_left_running_and_the_client_says_how_to_go_on()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("working"));
        await agent.StartAsync();
        await receiver.StartAsync();
        await using var client = ClientProcess.Start(Client.Program, NoEnvironment, ["long", .. ClientRun.Settings(agent, receiver)]);
        await client.UntilSaidAsync("webhook 1");

        await client.InterruptAsync();

        (await client.ExitCodeAsync()).ShouldBe(1, client.All);
        client.Output.ShouldContain("VERDICT: FAILED (it was stopped)");
        client.Output.ShouldContain($"Task {FakeAgent.TaskId} goes on without this client. To follow it: dotnet run --project A2A.SampleClient -- watch {FakeAgent.TaskId}");
        client.Output.ShouldContain($"-- cancel {FakeAgent.TaskId}");
        agent.Cancellations.ShouldBe(0);
    }

    [Theory]
    [InlineData("y\n", 1, "is canceled")]
    [InlineData("n\n", 0, "goes on without this client")]
    [InlineData("\x03", 0, "goes on without this client")]
    public async Task On_a_terminal_the_person_is_asked(string answer, int cancellations, string outcome)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "The program script, which makes a terminal, is not installed.");
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("working"));
        await agent.StartAsync();
        await receiver.StartAsync();
        var environment = new Dictionary<string, string> { ["TERM"] = "xterm" };
        await using var client = ClientProcess.StartOnTerminal(Client.Program, environment, ["long", .. ClientRun.Settings(agent, receiver)]);
        await client.UntilSaidAsync("webhook 1");

        await client.TypeAsync("\x03");
        await client.UntilSaidAsync("The task still runs. Cancel it?");
        await client.TypeAsync(answer);

        (await client.ExitCodeAsync()).ShouldBe(1, client.All);
        client.Output.ShouldContain(outcome);
        agent.Cancellations.ShouldBe(cancellations);
    }
}
