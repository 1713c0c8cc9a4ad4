using A2A.Protocol;
using A2A.Protocol.JsonRpc;
using A2A.SampleClient.Scenarios;

namespace A2A.SampleClient.Tests;

/// <summary>What can go wrong is told with what helps.</summary>
public sealed class FaultsTests
{
    public static TheoryData<string> Scenarios { get; } = [.. ScenarioList.All.Select(scenario => scenario.Name)];

    public static TheoryData<string> ScenariosWithWebhook { get; } =
        [.. ScenarioList.All.Select(scenario => scenario.Name).Except(["quick", "stream", "polling", "report", "secure", "files", "batch", "standard", "input"])];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_scenario_says_that_the_agent_is_missing_and_how_to_start_it(string scenario)
    {
        var url = await AddressOfNobodyAsync();

        var run = await ClientRun.OfAsync(scenario, $"--SampleClient:AgentUrl={url}", "--SampleClient:WebhookSecret=s");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain($"The agent at {url} does not answer (Connection refused");
        run.Output.ShouldContain("dotnet run --project A2A.AppHost");
        run.Output.ShouldContain("SampleClient:AgentUrl");
    }

    [Theory]
    [MemberData(nameof(ScenariosWithWebhook))] // those that the fake agent can play
    public async Task A_scenario_that_needs_the_receiver_begins_no_task_without_it(string scenario)
    {
        await using var agent = new FakeAgent();
        await agent.StartAsync();
        var url = await AddressOfNobodyAsync();

        var run = await ClientRun.OfAsync(
            scenario, $"--SampleClient:AgentUrl={agent.Url}", $"--SampleClient:ReceiverUrl={url}", "--SampleClient:WebhookSecret=s");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain($"The webhook receiver at {url} does not answer (Connection refused");
        run.Output.ShouldContain("SampleClient:ReceiverUrl");
        agent.Keys.ShouldBeEmpty("nothing was submitted");
    }

    [Theory]
    [InlineData("all", "--json")]
    [InlineData("watch", "task-1")]
    [InlineData("tasks", "--limit=1")]
    [InlineData("cancel", "task-1")]
    public async Task So_do_the_other_commands(string command, string argument)
    {
        var url = await AddressOfNobodyAsync();

        var run = await ClientRun.OfAsync(command, argument, $"--SampleClient:AgentUrl={url}", $"--SampleClient:WebhookSecret={ClientRun.Secret}");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain($"The agent at {url} does not answer");
    }

    [Fact]
    public async Task A_webhook_that_the_receiver_refuses_is_told_at_once_with_the_setting()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: [])
        {
            Refused =
            [
                new() { Cause = "NotGenuine", Reason = "of another task", Headers = new Dictionary<string, string> { ["X-A2A-Task-ID"] = "other" } },
                new() { Cause = "NotGenuine", Reason = "no known secret.", Headers = new Dictionary<string, string> { ["X-A2A-Task-ID"] = FakeAgent.TaskId } },
            ],
        };

        var run = await ClientRun.BetweenAsync(agent, receiver, patience: "00:10:00");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("the receiver refused a webhook of the task as NotGenuine: no known secret. Set SampleClient:WebhookSecret");
    }

    [Theory]
    [InlineData(A2AErrorCode.PushNotificationNotSupported, "No webhooks here", "do without webhooks")]
    [InlineData(A2AErrorCode.InvalidParams, "configuration.pushNotificationConfig.url: not allowed", "Push:AllowedNetworks")]
    [InlineData(A2AErrorCode.InternalError, "Out of order", "Out of order")]
    public async Task A_refused_push_config_is_told_with_what_helps(int code, string message, string remedy)
    {
        await using var agent = new FakeAgent { Refusal = new() { Code = code, Message = message } };
        await using var receiver = new FakeReceiver([], then: []);

        var run = await ClientRun.BetweenAsync(agent, receiver, command: "long");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain(message);
        run.Output.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_task_that_fails_says_why()
    {
        await using var agent = new FakeAgent
        {
            Task = new() { Id = FakeAgent.TaskId, Status = new() { State = TaskState.Failed, Message = new() { MessageId = "m", Role = Role.Agent, Parts = [Part.Of("no disk")] } } },
        };
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("working", "failed"));

        var run = await ClientRun.BetweenAsync(agent, receiver, command: "long");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("the task is failed: no disk");
        run.Output.ShouldContain("no verified webhook told that the task is completed");
    }

    [Fact]
    public async Task An_agent_without_webhooks_is_followed_another_way()
    {
        await using var agent = new FakeAgent { SendsWebhooks = false, HoldsStream = false };
        await using var receiver = new FakeReceiver([], then: []);

        var run = await ClientRun.BetweenAsync(agent, receiver, command: "adaptive");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("The agent sends no webhooks: followed by Stream");
    }

    internal static async Task<string> AddressOfNobodyAsync()
    {
        await using var gone = new FakeAgent();
        await gone.StartAsync();
        return gone.Url;
    }
}
