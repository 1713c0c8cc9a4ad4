using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace A2A.IntegrationTests;

/// <summary>Real kills of real processes; a system of its own for each.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task After_kill_9_of_a_replica_the_other_goes_on_and_no_webhook_is_missing()
    {
        await using var system = new AppHostFixture();
        await system.InitializeAsync();
        using var caller = new Caller(system);
        var tasks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.SubmitAsync()));
        await Task.WhenAll(tasks.Select(id => HeardOfStepAsync(caller, id, 2)));
        // One replica may have done it all while the other was still starting.
        IReadOnlyList<ServiceProcess> replicas = [];
        await Eventually.TrueAsync(
            async () => (replicas = system.Processes("agent-api")).Count == 2
                && (await Task.WhenAll(replicas.Select(replica => replica.ListensAsync()))).All(listens => listens),
            "two replicas that listen");

        replicas[0].Kill();
        await StartedAgainAsync(system, replicas);

        foreach (var id in tasks)
        {
            var heard = await caller.NotificationsToTheEndAsync(id);
            heard.WholeInOrderAndVerified();
            heard.EveryStepOnce();
        }

        system.Processes("agent-api").Select(replica => replica.Id).ShouldContain(replicas[1].Id);
    }

    [Fact]
    public async Task What_was_half_done_when_everything_stopped_goes_on_after_the_next_start()
    {
        // The second run has other ports, so whoever is told lives outside of both.
        await using var outside = await OutsideReceiver.StartAsync("default-webhook-secret");
        // Made before the first one, so that it is disposed of after it: the data goes with the second.
        await using var second = new AppHostFixture();
        await using var first = new AppHostFixture { DataFolder = second.DataFolder, KeepData = true, Settings = ["--AgentApi:Execution:Drain=00:00:00"] };
        await first.InitializeAsync();
        using var before = new Caller(first);
        var request = before.LongTask();
        request["pushNotification"] = new JsonObject { ["url"] = outside.Url, ["secret"] = "default-webhook-secret" };
        var id = (await before.CallAsync("message/send", request))["result"]!["id"]!.GetValue<string>();
        await Eventually.TrueAsync(() => Task.FromResult(outside.Heard.Any(webhook => webhook.Body.Contains("step 2/6", StringComparison.Ordinal))), "step 2");
        await first.DisposeAsync();
        outside.Heard.ShouldNotContain(webhook => webhook.State == "completed");

        await second.InitializeAsync();

        IReadOnlyList<OutsideReceiver.Webhook> heard = [];
        await Eventually.TrueAsync(() => Task.FromResult((heard = outside.Heard).Any(webhook => webhook.State == "completed")), "the end of the task");
        heard.ShouldAllBe(webhook => webhook.DeliveryId.StartsWith(id));
        heard.Select(webhook => webhook.Sequence).ShouldBe(Enumerable.Range(1, heard.Count));
        heard[^1].State.ShouldBe("completed");
        using var after = new Caller(second);
        (await after.TaskAsync(id))["status"]!["state"]!.GetValue<string>().ShouldBe("completed");
    }

    // Aspire leaves what has died as it is, until a person starts it in the dashboard: by the command that is used here.
    private static async Task StartedAgainAsync(AppHostFixture system, IReadOnlyList<ServiceProcess> before)
    {
        var token = TestContext.Current.CancellationToken;
        var dead = await system.App.ResourceNotifications.WaitForResourceAsync(
            "agent-api", replica => KnownResourceStates.TerminalStates.Contains(replica.Snapshot.State?.Text), token);
        dead.Snapshot.ExitCode.ShouldBe(128 + 9);
        (await system.App.ResourceCommands.ExecuteCommandAsync(dead.ResourceId, KnownResourceCommands.StartCommand, token)).Success.ShouldBeTrue();
        await Eventually.TrueAsync(
            async () => system.Processes("agent-api").Where(replica => before.All(old => old.Id != replica.Id)).ToList() is [var started] && await started.ListensAsync(),
            "the replica that was started again");
    }

    private static Task HeardOfStepAsync(Caller caller, string id, int step) => Eventually.TrueAsync(
        async () => (await caller.NotificationsAsync(id)).Any(notification => notification.Text.Contains($"step {step}/6", StringComparison.Ordinal)),
        $"step {step} of task {id}");
}
