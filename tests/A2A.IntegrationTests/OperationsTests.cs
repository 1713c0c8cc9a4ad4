using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.IntegrationTests.Pages;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.IntegrationTests;

/// <summary>What whoever runs the system can do from the dashboard.</summary>
[Collection(OperationsFixture.Name)]
public sealed class OperationsTests(OperationsFixture operations) : IAsyncLifetime
{
    private AppHostFixture _system = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _system = await operations.SystemAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_a_receiver_never_answered_is_given_up_listed_replayed_delivered_in_order_and_gone()
    {
        await PurgedAsync();
        await using var receiver = await StubbornReceiver.StartAsync();
        using var caller = new Caller(_system);
        var request = caller.LongTask();
        request["pushNotification"]!["url"] = receiver.Url;
        var id = (await caller.CallAsync("message/send", request))["result"]!["id"]!.GetValue<string>();
        await Eventually.TrueAsync(async () => (await caller.TaskAsync(id))["status"]!["state"]!.GetValue<string>() == "completed", "the task's end");
        var events = (int)(await ReadAsync($"tasks/{id}"))["task"]!["events"]!;
        await Eventually.TrueAsync(
            async () => (await RunAsync("list-dead-letters")).Contains($"There are {events} dead letters", StringComparison.Ordinal)
                && (await ReadAsync($"tasks/{id}/attempts"))["attempts"]!.AsArray().Count == events
                && (await ReadAsync($"tasks/{id}/subscriptions"))["subscriptions"]![0]!["dueAt"] is null,
            "every webhook to be given up");
        receiver.Unanswered.ShouldBeInRange(1, events, "the time of an attempt may be over before the receiver has seen it");

        receiver.IsWilling = true;
        var replayed = await RunAsync("replay-dead-letters");

        replayed.ShouldContain("are due again");
        await Eventually.TrueAsync(() => Task.FromResult(receiver.Heard.Count == events), "every webhook to be delivered");
        receiver.Heard.ShouldBe(receiver.Heard.OrderBy(sequence => sequence));
        (await RunAsync("list-dead-letters")).ShouldBe("There are no dead letters.");
        (await RunAsync("purge-dead-letters")).ShouldBe("0 dead letters were removed.");
    }

    [Fact]
    public async Task A_rotation_publishes_one_next_key_however_many_replicas_there_are()
    {
        var told = await RunAsync("rotate-signing-key");

        var keys = (await ReadAsync("keys"))["keys"]!.AsArray();
        keys.Select(key => (string?)key!["state"]).ShouldBe(["current", "next"]);
        told.ShouldContain((string)keys[1]!["kid"]!);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_fails_and_says_so()
    {
        var result = await _system.App.ResourceCommands.ExecuteCommandAsync(AgentApi, "no-such-command", Token);

        result.Success.ShouldBeFalse();
    }

    // What other tests have left, and are still leaving.
    private async Task PurgedAsync()
    {
        await Eventually.TrueAsync(
            async () => await ReadAsync("overview") is var now
                && new[] { "work", "deliveries" }.All(queue => (int)now[queue]!["due"]! + (int)now[queue]!["later"]! == 0),
            "the rest of all queues");
        await RunAsync("purge-dead-letters");
    }

    private IResource AgentApi => _system.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == "agent-api");

    // On every replica, as whoever selects the resource does; the text of one of them is kept.
    private async Task<string> RunAsync(string command)
    {
        var result = await _system.App.ResourceCommands.ExecuteCommandAsync(AgentApi, command, Token);
        result.Success.ShouldBeTrue(result.Message);
        return result.Data.ShouldNotBeNull().Value;
    }

    private async Task<JsonNode> ReadAsync(string path)
    {
        using var http = _system.App.CreateHttpClient("agent-api", "http");
        http.DefaultRequestHeaders.Add("X-API-Key", _system.OperationsKey);
        return (await http.GetFromJsonAsync<JsonNode>($"/ops/{path}", Token))!;
    }
}
