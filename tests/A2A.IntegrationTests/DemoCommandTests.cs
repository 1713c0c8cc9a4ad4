using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>What a person can try from the dashboard.</summary>
[Collection(OneSystem.Name)]
public sealed partial class DemoCommandTests(AppHostFixture system)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_that_is_made_to_refuse_hears_of_a_demo_task_in_order_when_it_accepts_again()
    {
        using var caller = new Caller(system);
        var until = await RunAsync("webhook-receiver", "refuse-for-a-minute");
        string id;
        try
        {
            id = TaskInText().Match(await RunAsync("agent-api", "submit-demo-task")).Groups[1].Value;
            await Eventually.TrueAsync(async () => await FirstAttemptAsync(id) is "HTTP 503", "an attempt that is refused");
        }
        finally
        {
            await RunAsync("webhook-receiver", "accept-again");
        }

        var heard = await caller.NotificationsToTheEndAsync(id);

        until.ShouldMatch(@"^Every webhook is answered 503 until \d\d:\d\d:\d\d UTC\.$");
        heard.WholeInOrderAndVerified();
    }

    // On one replica, as the dashboard does for the one that is selected.
    private async Task<string> RunAsync(string service, string command)
    {
        var resource = await system.App.ResourceNotifications.WaitForResourceAsync(
            service, candidate => candidate.Snapshot.State?.Text == KnownResourceStates.Running, Token);
        var result = await system.App.ResourceCommands.ExecuteCommandAsync(resource.ResourceId, command, Token);
        result.Success.ShouldBeTrue(result.Message);
        return result.Data.ShouldNotBeNull().Value;
    }

    private async Task<string?> FirstAttemptAsync(string task)
    {
        using var http = system.App.CreateHttpClient("agent-api", "http");
        http.DefaultRequestHeaders.Add("X-API-Key", system.OperationsKey);
        var attempts = await http.GetFromJsonAsync<JsonNode>($"/ops/tasks/{task}/attempts", Token);
        return (string?)attempts!["attempts"]!.AsArray().FirstOrDefault()?["reason"];
    }

    [GeneratedRegex("^Task `([0-9a-f-]{36})` is submitted")]
    private static partial Regex TaskInText();
}
