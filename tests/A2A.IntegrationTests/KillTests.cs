using System.Text.Json.Nodes;

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
        await Eventually.TrueAsync(() => Task.FromResult(system.Processes("agent-api").Count == 2), "two replicas");
        var replicas = system.Processes("agent-api");

        replicas[0].Kill();

        foreach (var id in tasks)
        {
            var heard = await caller.NotificationsToTheEndAsync(id);
            heard.WholeInOrderAndVerified();
            heard.EveryStepOnce();
        }

        system.Processes("agent-api").ShouldHaveSingleItem().Id.ShouldBe(replicas[1].Id);
    }

    [Fact]
    public async Task What_was_half_done_when_everything_stopped_goes_on_after_the_next_start()
    {
        // The second run has other ports, so whoever is told lives outside of both.
        await using var outside = await OutsideReceiver.StartAsync("default-webhook-secret");
        await using var first = new AppHostFixture { KeepData = true };
        await first.InitializeAsync();
        using var before = new Caller(first);
        var request = before.LongTask();
        request["pushNotification"] = new JsonObject { ["url"] = outside.Url, ["secret"] = "default-webhook-secret" };
        var id = (await before.CallAsync("message/send", request))["result"]!["id"]!.GetValue<string>();
        await Eventually.TrueAsync(() => Task.FromResult(outside.Heard.Any(webhook => webhook.Contains("step 2/6", StringComparison.Ordinal))));
        await first.DisposeAsync();
        outside.Heard.ShouldNotContain(webhook => webhook.Contains("completed", StringComparison.Ordinal));

        await using var second = new AppHostFixture { DataFolder = first.DataFolder };
        await second.InitializeAsync();

        await Eventually.TrueAsync(() => Task.FromResult(outside.Heard.Any(webhook => webhook.Contains("completed", StringComparison.Ordinal))));
        outside.Sequences(id).ShouldBe(Enumerable.Range(1, outside.Sequences(id).Count));
        using var after = new Caller(second);
        (await after.TaskAsync(id))["status"]!["state"]!.GetValue<string>().ShouldBe("completed");
    }

    private static Task HeardOfStepAsync(Caller caller, string id, int step) => Eventually.TrueAsync(
        async () => (await caller.NotificationsAsync(id)).Any(notification => notification.Text.Contains($"step {step}/6", StringComparison.Ordinal)),
        $"step {step} of task {id}");
}
