using System.Diagnostics;
using A2A.Protocol;
using A2A.Protocol.Client;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

[Collection(OneSystem.Name)]
public sealed class RunningSystemTests(AppHostFixture system)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submission_is_answered_at_once_and_its_webhooks_tell_the_whole_story()
    {
        using var caller = new Caller(system);

        var id = await caller.SubmitAsync();
        var heard = await caller.NotificationsToTheEndAsync(id);

        heard.WholeInOrderAndVerified();
        heard.EveryStepOnce();
        heard.ShouldAllBe(notification => notification.Receipts == 1);
        (await caller.TaskAsync(id))["artifacts"]![0]!["name"]!.GetValue<string>().ShouldBe("long_task_result");
    }

    [Fact]
    public async Task A_client_that_hangs_up_after_two_events_is_told_of_the_end()
    {
        using var caller = new Caller(system);
        using var http = system.App.CreateHttpClient("agent-api", "http");
        var client = await A2AClient.ConnectAsync(http, agent: null, options: null, Token);
        string id = "";
        var events = 0;
        await foreach (var item in client.StreamAsync(LongTask(caller.WebhookUrl), Token))
        {
            id = item.Response.Task?.Id ?? id;
            if (++events == 2)
            {
                break;
            }
        }

        var heard = await caller.NotificationsToTheEndAsync(id);

        heard.WholeInOrderAndVerified();
        (await client.GetTaskAsync(id, null, Token)).Status.State.ShouldBe(TaskState.Completed);
    }

    [Fact]
    public async Task After_kill_9_of_a_replica_the_other_goes_on_and_no_webhook_is_missing()
    {
        using var caller = new Caller(system);
        var tasks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.SubmitAsync()));
        await Task.WhenAll(tasks.Select(id => caller.StepAsync(id, 2)));
        var replicas = await system.TwoReplicasAsync();

        replicas[0].Kill();
        await system.StartedAgainAsync(replicas);

        foreach (var id in tasks)
        {
            var heard = await caller.NotificationsToTheEndAsync(id);
            heard.WholeInOrderAndVerified();
            heard.EveryStepOnce();
        }

        system.Processes("agent-api").Select(replica => replica.Id).ShouldContain(replicas[1].Id);
    }

    [Fact]
    public async Task The_sample_client_passes_its_own_verdict()
    {
        var app = system.App;
        var start = await app.ResourceCommands.ExecuteCommandAsync("sample-client", KnownResourceCommands.StartCommand, Token);
        start.Success.ShouldBeTrue(start.Message);

        var end = await app.ResourceNotifications.WaitForResourceAsync(
            "sample-client", resource => resource.Snapshot.ExitCode is not null, Token);

        end.Snapshot.ExitCode.ShouldBe(0, system.Logs.ToString());
        // Its last words may come a moment after its end.
        await Eventually.TrueAsync(() => Task.FromResult(system.Logs.Of("sample-client").Any(line => line.Contains("VERDICT: passed"))));
    }

    [Fact]
    public async Task Submission_and_every_delivery_are_in_one_trace()
    {
        using var caller = new Caller(system);
        using var activity = new Activity("test").Start();

        var id = await caller.SubmitAsync();
        var heard = await caller.NotificationsToTheEndAsync(id);

        heard.Select(notification => ActivityContext.Parse(notification.Headers["traceparent"], null).TraceId).Distinct()
            .ShouldBe([activity.TraceId]);
        heard.Select(notification => notification.Headers["traceparent"]).ShouldBeUnique();
    }

    [Fact]
    public async Task A_canceled_task_ends_and_the_webhook_says_so()
    {
        using var caller = new Caller(system);
        var id = await caller.SubmitAsync();

        var answer = await caller.CallAsync("tasks/cancel", new System.Text.Json.Nodes.JsonObject { ["id"] = id });

        answer["result"]!["status"]!["state"]!.GetValue<string>().ShouldBe("canceled");
        var heard = await caller.NotificationsToTheEndAsync(id, "canceled");
        heard.ShouldAllBe(notification => notification.Verdict == "verified");
    }

    [Fact]
    public async Task One_message_sent_twice_is_one_task()
    {
        using var caller = new Caller(system);
        var request = caller.LongTask();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => caller.CallAsync("message/send", request.DeepClone())));

        answers.Select(answer => answer["result"]!["id"]!.GetValue<string>()).Distinct().Count().ShouldBe(1);
    }

    private static SendMessageRequest LongTask(string webhook) => new()
    {
        Message = new Message { MessageId = Guid.NewGuid().ToString(), Role = Role.User, Parts = [Part.Of("Process large dataset")] },
        Configuration = new SendMessageConfiguration
        {
            TaskPushNotificationConfig = new TaskPushNotificationConfig { Url = webhook, Secret = "default-webhook-secret" },
        },
    };
}
