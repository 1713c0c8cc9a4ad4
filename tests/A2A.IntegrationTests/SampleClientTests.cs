using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using A2A.Protocol;
using A2A.Protocol.Client;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>The sample client as a process against real services: what a person sees, and the exit code.</summary>
[Collection(OneSystem.Name)]
public sealed partial class SampleClientTests(AppHostFixture system)
{
    /// <summary>What each scenario says on its way.</summary>
    private static readonly Dictionary<string, string> Stories = new()
    {
        ["quick"] = "Artifact quick_result:",
        ["long"] = "Artifact long_task_result:",
        ["disconnect"] = "Connection closed. From here on only webhooks tell.",
        ["stream"] = "Resuming with Last-Event-ID",
        ["report"] = "is completed: Report: Q1 revenue",
        ["secure"] = "✔ The webhook's owner was asked",
        ["files"] = "✔ The 5 results are there",
        ["batch"] = "items [9, 10] (10/10)",
        ["standard"] = "Artifact standard_result:",
        ["polling"] = "question 2, after 1.5 s",
        ["adaptive"] = "Without a webhook: followed by Stream",
        ["timeout"] = "✔ The task is canceled",
        ["input"] = "The agent asks: Which quarter",
        ["manual"] = "\"token\": \"manual-test-token\"",
    };

    private readonly Dictionary<string, string> _environment = new()
    {
        ["SampleClient__AgentUrl"] = Address(system, "agent-api"),
        ["SampleClient__ReceiverUrl"] = Address(system, "webhook-receiver"),
        ["SampleClient__WebhookSecret"] = system.WebhookSecret,
    };

    private Dictionary<string, string> WithoutSecret => new(_environment.Where(variable => !variable.Key.EndsWith("Secret", StringComparison.Ordinal)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_scenario_passes_and_tells_its_story()
    {
        await using var client = await RunAsync("all");

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        client.Errors.ShouldBe("");
        var pages = client.Output.Split("\n== ")[1..].ToDictionary(page => page[..page.IndexOf(':', StringComparison.Ordinal)]);
        pages.Keys.ShouldBe(Stories.Keys, ignoreOrder: true);
        foreach (var (name, words) in Stories)
        {
            pages[name].ShouldContain(words);
            pages[name].ShouldContain("VERDICT: passed");
        }
    }

    [Fact]
    public async Task Every_scenario_passes_in_the_older_version_over_the_other_binding()
    {
        await using var client = await RunAsync("all", "--json", "--version", "0.3", "--binding", "http");

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        var report = JsonNode.Parse(client.Output)!;
        var scenarios = report["scenarios"]!.AsArray();
        scenarios.Select(scenario => (string)scenario!["scenario"]!).ShouldBe(Stories.Keys);
        scenarios.ShouldAllBe(scenario => (bool)scenario!["passed"]! && scenario["taskId"] != null && scenario["traceId"] != null);
        client.Errors.ShouldContain("VERDICT: passed");
    }

    [Fact]
    public async Task Every_scenario_passes_over_gRPC()
    {
        await using var client = await RunAsync("all", "--binding", "grpc");

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        client.Output.Split("by A2A 1.0 over GRPC").Length.ShouldBe(Stories.Count + 1, client.Output);
    }

    [Fact]
    public async Task A_client_that_disconnects_over_gRPC_hears_by_webhook_in_the_same_trace()
    {
        await using var client = await RunAsync("disconnect", "--json", "--binding", "grpc");

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        client.Errors.ShouldContain("by A2A 1.0 over GRPC");
        client.Errors.ShouldContain(Stories["disconnect"]);
        var report = JsonNode.Parse(client.Output)!;
        using var caller = new Caller(system);
        var heard = await caller.NotificationsToTheEndAsync((string)report["taskId"]!);
        heard.Select(notification => notification.Headers["traceparent"].Split('-')[1]).Distinct().ShouldBe([(string)report["traceId"]!]);
    }

    [Fact]
    public async Task A_scenario_alone_writes_its_story_to_the_output_only()
    {
        await using var client = await RunAsync("quick");

        (await client.ExitCodeAsync()).ShouldBe(0, client.All);
        client.Output.ShouldContain(Stories["quick"]);
        client.Output.ShouldContain("VERDICT: passed");
        client.Errors.ShouldBe("");
    }

    [Fact]
    public async Task A_wrong_secret_is_told_with_the_receivers_reason()
    {
        _environment["SampleClient__WebhookSecret"] = "not-the-secret-of-this-receiver-0123456789";

        await using var client = await RunAsync("long");

        (await client.ExitCodeAsync()).ShouldBe(1, client.All);
        client.Output.ShouldContain("the receiver refused a webhook of the task as NotGenuine");
        client.Output.ShouldContain("Set SampleClient:WebhookSecret");
    }

    [Fact]
    public async Task A_webhook_that_the_agent_refuses_is_told_with_the_settings()
    {
        _environment["SampleClient__ReceiverUrl"] = _environment["SampleClient__ReceiverUrl"].Replace("//", "//user@", StringComparison.Ordinal);

        await using var client = await RunAsync("long");

        (await client.ExitCodeAsync()).ShouldBe(1, client.All);
        client.Output.ShouldContain("Push:AllowedNetworks");
    }

    [Fact]
    public async Task A_task_is_followed_to_its_end()
    {
        var (agent, asked) = await AskAsync();
        await using var watch = ClientProcess.Start(SampleClientProgram.Path, WithoutSecret, "watch", asked.Id, "--agent", "report");
        await watch.UntilSaidAsync("input-required");

        await agent.SendAsync(new() { Message = Say("Q2") with { TaskId = asked.Id } }, Token);

        (await watch.ExitCodeAsync()).ShouldBe(0, watch.All);
        watch.Output.ShouldContain("working: Generating report...");
        watch.Output.ShouldContain($"Task {asked.Id} is completed: Report: Q2 revenue");
    }

    [Fact]
    public async Task A_task_is_listed_and_canceled()
    {
        var (_, asked) = await AskAsync();

        await using var waiting = await RunAsync("tasks", "--agent", "report", "--state", "input-required");
        await using var cancel = await RunAsync("cancel", asked.Id, "--agent", "report");
        await using var canceled = await RunAsync("tasks", "--agent", "report", "--state", "canceled");
        await using var unknown = await RunAsync("cancel", asked.Id);

        waiting.Output.ShouldContain(asked.Id);
        (await cancel.ExitCodeAsync()).ShouldBe(0, cancel.All);
        cancel.Output.ShouldContain($"Task {asked.Id} is canceled");
        canceled.Output.ShouldContain(asked.Id);
        (await unknown.ExitCodeAsync()).ShouldBe(1);
        unknown.Output.ShouldContain("name the agent by --agent");
    }

    [Fact]
    public async Task Every_page_of_the_list_is_read()
    {
        using var caller = new Caller(system);
        var ids = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => QuickAsync(caller)));

        await using var whole = await RunAsync("tasks", "--limit", "10000");
        await using var some = await RunAsync("tasks", "--limit", "105");

        ids.ShouldBeSubsetOf(Listed(whole));
        Listed(some).Distinct().Count().ShouldBe(105);
        some.Output.ShouldContain("--limit shows more");

        static IEnumerable<string> Listed(ClientProcess client) => TaskId().Matches(client.Output).Select(match => match.Value);
    }

    private static async Task<string> QuickAsync(Caller caller) => (string)(await caller.CallAsync("message/send", new JsonObject
    {
        ["message"] = new JsonObject
        {
            ["role"] = "user",
            ["messageId"] = Guid.NewGuid().ToString(),
            ["parts"] = new JsonArray(new JsonObject { ["kind"] = "text", ["text"] = "quick" }),
        },
        ["configuration"] = new JsonObject { ["blocking"] = false },
    }))["result"]!["id"]!;

    /// <summary>A task that waits for its caller, however slow the machine is.</summary>
    private async Task<(A2AClient Agent, AgentTask Task)> AskAsync()
    {
        var agent = await A2AClient.ConnectAsync(
            system.App.CreateHttpClient("agent-api", "http"), new Uri(new Uri(_environment["SampleClient__AgentUrl"]), "agents/report"), null, Token);
        var asked = await agent.SendAsync(new() { Message = Say("Generate a report") }, Token);
        asked.Task!.Status.State.ShouldBe(TaskState.InputRequired);
        return (agent, asked.Task);
    }

    private static Message Say(string text) => new() { MessageId = Guid.NewGuid().ToString(), Role = Role.User, Parts = [Part.Of(text)] };

    private static string Address(AppHostFixture system, string service) => system.App.GetEndpoint(service, "http").AbsoluteUri;

    private Task<ClientProcess> RunAsync(params string[] args) => ClientProcess.RunAsync(SampleClientProgram.Path, _environment, args);

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex TaskId();
}
