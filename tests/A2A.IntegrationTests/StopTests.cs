using System.Text.Json.Nodes;

namespace A2A.IntegrationTests;

/// <summary>The end of everything, and the start after it.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task What_was_half_done_when_everything_stopped_goes_on_after_the_next_start()
    {
        // The second run has other ports, so whoever is told lives outside of both.
        await using var outside = await OutsideReceiver.StartAsync("default-webhook-secret");
        // Made before the first one, so that it is disposed of after it: the data goes with the second.
        await using var second = new AppHostFixture { Settings = ["--Replicas=1"] };
        await using var first = new AppHostFixture
        {
            DataFolder = second.DataFolder,
            KeepData = true,
            Settings = ["--Replicas=1", "--AgentApi:Execution:Drain=00:00:00", "--AgentApi:Samples:Pace=1"],
        };
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
}
