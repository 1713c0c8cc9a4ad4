using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.IntegrationTests;

/// <summary>What whoever runs the system can do from the dashboard.</summary>
public sealed class OperationsTests : IAsyncLifetime
{
    // Given up at the first failure, and sent at once all the same: the circuit stays closed.
    private readonly AppHostFixture _system = new()
    {
        Settings = ["--AgentApi:Push:MaxAttempts=1", "--AgentApi:Push:Timeout=00:00:01", "--AgentApi:Push:Circuit:Failures=1000", "--AgentApi:Samples:Pace=0.02"],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _system.InitializeAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task What_a_receiver_never_answered_is_given_up_listed_replayed_delivered_in_order_and_gone()
    {
        await using var receiver = await StubbornReceiver.StartAsync();
        using var caller = new Caller(_system);
        var request = caller.LongTask();
        request["pushNotification"]!["url"] = receiver.Url;
        var id = (await caller.CallAsync("message/send", request))["result"]!["id"]!.GetValue<string>();
        await Eventually.TrueAsync(async () => (await caller.TaskAsync(id))["status"]!["state"]!.GetValue<string>() == "completed", "the task's end");
        await Eventually.TrueAsync(async () => await RunAsync("list-dead-letters") is var text && receiver.Unanswered > 0
            && text.Contains($"There are {receiver.Unanswered} dead letters", StringComparison.Ordinal) && await EventsAsync(id) == receiver.Unanswered, "every webhook to be given up");

        receiver.IsWilling = true;
        var replayed = await RunAsync("replay-dead-letters");

        replayed.ShouldContain("are due again");
        await Eventually.TrueAsync(() => Task.FromResult(receiver.Heard.Count == receiver.Unanswered), "every webhook to be delivered");
        receiver.Heard.ShouldBe(receiver.Heard.OrderBy(sequence => sequence));
        (await RunAsync("list-dead-letters")).ShouldBe("There are no dead letters.");
        (await RunAsync("purge-dead-letters")).ShouldBe("0 dead letters were removed.");
    }

    [Fact]
    public async Task A_rotation_publishes_one_next_key_however_many_replicas_there_are()
    {
        var told = await RunAsync("rotate-signing-key");

        using var http = _system.App.CreateHttpClient("agent-api", "http");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ops/keys");
        request.Headers.Add("X-API-Key", _system.OperationsKey);
        using var response = await http.SendAsync(request, Token);
        var keys = (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!["keys"]!.AsArray();
        keys.Select(key => (string?)key!["state"]).ShouldBe(["current", "next"]);
        told.ShouldContain((string)keys[1]!["kid"]!);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_fails_and_says_so()
    {
        var result = await _system.App.ResourceCommands.ExecuteCommandAsync(AgentApi, "no-such-command", Token);

        result.Success.ShouldBeFalse();
    }

    private IResource AgentApi => _system.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == "agent-api");

    // On every replica, as whoever selects the resource does; the text of one of them is kept.
    private async Task<string> RunAsync(string command)
    {
        var result = await _system.App.ResourceCommands.ExecuteCommandAsync(AgentApi, command, Token);
        result.Success.ShouldBeTrue(result.Message);
        return result.Data.ShouldNotBeNull().Value;
    }

    private async Task<int> EventsAsync(string task)
    {
        using var http = _system.App.CreateHttpClient("agent-api", "http");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/ops/tasks/{task}/subscriptions");
        request.Headers.Add("X-API-Key", _system.OperationsKey);
        using var response = await http.SendAsync(request, Token);
        var subscription = (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!["subscriptions"]![0]!;
        // Nothing is due any more: all that there was has been given up.
        return subscription["dueAt"] is null ? await AttemptsAsync(http, task) : -1;
    }

    private async Task<int> AttemptsAsync(HttpClient http, string task)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/ops/tasks/{task}/attempts");
        request.Headers.Add("X-API-Key", _system.OperationsKey);
        using var response = await http.SendAsync(request, Token);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!["attempts"]!.AsArray().Count;
    }
}
