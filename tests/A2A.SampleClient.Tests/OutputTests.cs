using System.Text.Json;

namespace A2A.SampleClient.Tests;

/// <summary>What programs and people read at the end of a run.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task Json_is_one_document_with_the_checks_the_task_the_trace_and_the_times()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("working", "completed"));

        var run = await ClientRun.BetweenAsync(
            agent, receiver, command: "long", options: ["--json", "--SampleClient:DashboardUrl=http://dashboard.test:18888"]);

        using var document = JsonDocument.Parse(run.Json);
        var report = document.RootElement;
        report.GetProperty("scenario").GetString().ShouldBe("long");
        report.GetProperty("passed").GetBoolean().ShouldBeFalse("the fake's task has another artifact");
        report.GetProperty("reason").GetString().ShouldBe("the task has no artifact long_task_result; it has model");
        report.GetProperty("checks").EnumerateArray().Count(check => check.GetProperty("holds").GetBoolean()).ShouldBe(5);
        report.GetProperty("taskId").GetString().ShouldBe(FakeAgent.TaskId);
        var trace = report.GetProperty("traceId").GetString();
        report.GetProperty("traceUrl").GetString().ShouldBe($"http://dashboard.test:18888/traces/detail/{trace}");
        report.GetProperty("durations").EnumerateObject().Select(duration => duration.Name)
            .ShouldBe(["answered", "firstWebhook", "ended", "total"]);
        run.Output.ShouldContain($"Trace http://dashboard.test:18888/traces/detail/{trace}");
    }

    [Fact]
    public async Task A_process_with_json_writes_nothing_else_to_its_output()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("working", "completed"));
        await agent.StartAsync();
        await receiver.StartAsync();

        await using var client = await Client.RunAsync(["disconnect", "--json", .. ClientRun.Settings(agent, receiver)]);

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        using var document = JsonDocument.Parse(client.Output);
        document.RootElement.GetProperty("passed").GetBoolean().ShouldBeTrue();
        client.Errors.ShouldContain("VERDICT: passed");
    }

    [Fact]
    public async Task All_shows_a_table_of_verdicts_and_fails_when_one_fails()
    {
        await using var agent = new FakeAgent { Refusal = new() { Code = -32603, Message = "Out of order" } };
        await using var receiver = new FakeReceiver([], then: []);

        var run = await ClientRun.BetweenAsync(agent, receiver, command: "all", options: ["--json"]);

        run.ExitCode.ShouldBe(1);
        run.Output.Split('\n').ShouldContain(line => line.Contains(" quick ") && line.Contains("FAILED") && line.Contains("Out of order"));
        run.Output.ShouldContain("VERDICT: FAILED (quick: ");
        using var document = JsonDocument.Parse(run.Json);
        document.RootElement.GetProperty("scenarios").GetArrayLength().ShouldBe(Scenarios.ScenarioList.All.Count);
    }

    [Fact]
    public async Task A_process_without_services_fails_in_every_scenario_and_says_what_is_missing()
    {
        var url = await FaultsTests.AddressOfNobodyAsync();

        await using var client = await Client.RunAsync(
            ["all", "--json", $"--SampleClient:AgentUrl={url}", $"--SampleClient:ReceiverUrl={url}", $"--SampleClient:WebhookSecret={ClientRun.Secret}"]);

        (await client.ExitCodeAsync()).ShouldBe(1, client.All);
        using var document = JsonDocument.Parse(client.Output);
        document.RootElement.GetProperty("scenarios").EnumerateArray().Select(scenario => scenario.GetProperty("reason").GetString())
            .ShouldAllBe(reason => reason!.Contains($"The agent at {url} does not answer"));
    }

    [Fact]
    public async Task In_Development_the_secret_of_the_AppHost_is_taken()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed"));
        await agent.StartAsync();
        await receiver.StartAsync();
        var home = Directory.CreateTempSubdirectory("a2a-home-");
        var secrets = home.CreateSubdirectory(".microsoft/usersecrets/a2a-aspire-apphost-0b0f3c52");
        await File.WriteAllTextAsync(
            Path.Combine(secrets.FullName, "secrets.json"), """{"Parameters:webhook-secret":"the-secret-of-the-apphost"}""", TestContext.Current.CancellationToken);

        await using var client = await Client.RunAsync(
            ["disconnect", $"--SampleClient:AgentUrl={agent.Url}", $"--SampleClient:ReceiverUrl={receiver.Url}"],
            ("HOME", home.FullName), ("DOTNET_ENVIRONMENT", "Development"));

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        agent.PushConfig!.Secret.ShouldBe("the-secret-of-the-apphost");
        home.Delete(recursive: true);
    }
}
