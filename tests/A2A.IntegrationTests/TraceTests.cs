using System.Diagnostics;
using System.Text.Json.Nodes;
using A2A.Protocol;
using A2A.Protocol.Client;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>The tree of spans of one task, read from the real dashboard.</summary>
[Collection(OneDashboard.Name)]
public sealed class TraceTests(Dashboard dashboard) : IDisposable
{
    private const int Steps = 6;

    private readonly AppHostFixture _system = dashboard.System;
    private readonly Caller _caller = new(dashboard.System);
    private readonly Activity _root = new Activity("test").Start();

    private string Trace => _root.TraceId.ToString();

    public void Dispose()
    {
        _root.Dispose();
        _caller.Dispose();
    }

    [Fact]
    public async Task Submission_execution_steps_deliveries_and_receipts_hang_together_as_a_tree()
    {
        var id = await _caller.SubmitAsync();
        var heard = await _caller.NotificationsToTheEndAsync(id);

        var spans = await WholeTraceAsync(heard.Count, "POST /a2a");

        var run = Named(spans, "task.execute").ShouldHaveSingleItem();
        Ancestors(spans, run).ShouldBe(["agent-api a2a.message/send", "agent-api POST /a2a"]);
        run["a2a.task.id"].ShouldBe(id);
        run["a2a.resumed"].ShouldBe("False", StringCompareShould.IgnoreCase);
        run.Events.ShouldBe([.. Enumerable.Repeat("a2a.task.state working", run.Events.Count - 1), "a2a.task.state completed"]);
        Named(spans, "task.step").Count.ShouldBeGreaterThanOrEqualTo(Steps);
        Named(spans, "task.step").ShouldAllBe(step => step.Parent == run.Id);
        foreach (var receipt in Named(spans, "webhook.receive"))
        {
            Ancestors(spans, receipt).Take(2).ShouldBe(["webhook-receiver POST /webhook/notifications", "agent-api webhook.deliver"]);
            Ancestors(spans, receipt).TakeLast(2).ShouldBe(["agent-api a2a.message/send", "agent-api POST /a2a"]);
        }

        spans.ShouldAllBe(span => !span.IsError);
        spans.SelectMany(span => span.Attributes.Values).ShouldAllBe(value => !value.Contains(_system.WebhookSecret) && !value.Contains("manual-test-token"));
    }

    [Fact]
    public async Task A_task_sent_over_gRPC_to_the_address_in_the_card_is_one_trace_with_its_webhooks()
    {
        var token = TestContext.Current.CancellationToken;
        using var http = _system.App.CreateHttpClient("agent-api", "http");
        var agent = await A2AClient.ConnectAsync(http, agent: null, new A2AClientOptions { Binding = ProtocolBinding.Grpc }.UseGrpc(), token);

        var sent = await agent.SendAsync(LongTask(_caller.WebhookUrl), token);
        var heard = await _caller.NotificationsToTheEndAsync(sent.Task!.Id);

        heard.ShouldAllBe(notification => notification.Verdict == "verified");
        var spans = await WholeTraceAsync(heard.Count, "POST /lf.a2a.v1.A2AService/SendMessage");
        string[] call = ["agent-api a2a.SendMessage", "agent-api POST /lf.a2a.v1.A2AService/SendMessage"];
        Ancestors(spans, Named(spans, "task.execute").ShouldHaveSingleItem()).ShouldBe(call);
        foreach (var receipt in Named(spans, "webhook.receive"))
        {
            Ancestors(spans, receipt).Take(2).ShouldBe(["webhook-receiver POST /webhook/notifications", "agent-api webhook.deliver"]);
            Ancestors(spans, receipt).TakeLast(2).ShouldBe(call);
        }

        spans.ShouldAllBe(span => !span.IsError);
    }

    [Fact]
    public async Task A_webhook_that_is_refused_twice_is_three_deliveries_of_one_event_with_their_errors()
    {
        await using var receiver = await OutsideReceiver.StartAsync(_system.WebhookSecret, refusals: 2);
        var id = await SubmitAsync(receiver.Url);
        await Eventually.TrueAsync(() => Task.FromResult(receiver.Heard.Any(webhook => webhook.State == "completed")), "the last webhook");

        var spans = await TraceAsync(all => Named(all, "webhook.deliver").Count == receiver.Heard.Count + 2);

        var first = Named(spans, "webhook.deliver").Where(span => span["a2a.delivery.id"]!.EndsWith("-1")).OrderBy(span => span["a2a.attempt"]).ToList();
        first.Select(span => (span["a2a.attempt"], span["a2a.outcome"], span["error.type"], span.IsError)).ShouldBe(
            [("1", "try-again", "503", true), ("2", "try-again", "503", true), ("3", "delivered", null, false)]);
        first.Take(2).ShouldAllBe(span => span.Events.Single().StartsWith("a2a.webhook.retry "));
        first.Select(span => span.Parent).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_task_whose_replica_is_killed_goes_on_in_its_trace_as_a_resumed_run_of_another_replica()
    {
        var replicas = await _system.TwoReplicasAsync();
        using var caller = new Caller(_system, replicas[0].Address); // the replica that creates a task runs it
        var id = await caller.SubmitAsync();
        await caller.StepAsync(id, 2);

        replicas[0].Kill();
        try
        {
            await caller.NotificationsToTheEndAsync(id);

            var spans = await TraceAsync(all => Named(all, "task.execute").Any(run => run["a2a.task.state"] == "completed") && Named(all, "a2a.message/send").Count == 1);
            var resumed = Named(spans, "task.execute").ShouldHaveSingleItem();
            resumed.Instance.ShouldBe(replicas[1].InstanceId);
            resumed["a2a.resumed"].ShouldBe("True", StringCompareShould.IgnoreCase);
            int.Parse(resumed["a2a.steps.done"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
            resumed.Parent.ShouldBe(Named(spans, "a2a.message/send").Single().Id);
        }
        finally
        {
            await _system.StartedAgainAsync(replicas);
        }
    }

    [Fact]
    public async Task A_canceled_task_ends_its_run_and_the_cancellation_links_to_its_trace()
    {
        var id = await _caller.SubmitAsync();
        await _caller.StepAsync(id, 1);
        using var other = new Activity("cancel").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded).Start();

        await _caller.CallAsync("tasks/cancel", new JsonObject { ["id"] = id });
        await _caller.NotificationsToTheEndAsync(id, "canceled");

        var run = Named(await TraceAsync(all => Named(all, "task.execute").Count == 1), "task.execute").Single();
        run.Events[^1].ShouldBe("a2a.task.state canceled");
        run.IsError.ShouldBeFalse("its caller wanted it");
        var cancel = Named(
            await dashboard.TraceAsync(other.TraceId.ToString(), all => Named(all, "a2a.tasks/cancel").Count == 1, "the cancellation"), "a2a.tasks/cancel").Single();
        cancel.LinkedTraces.ShouldBe([Trace]);
        cancel["a2a.task.id"].ShouldBe(id);
    }

    private async Task<string> SubmitAsync(string url)
    {
        var request = _caller.LongTask();
        request["pushNotification"] = new JsonObject { ["url"] = url, ["secret"] = _system.WebhookSecret };
        return (await _caller.CallAsync("message/send", request))["result"]!["id"]!.GetValue<string>();
    }

    private static SendMessageRequest LongTask(string webhook) => new()
    {
        Message = new() { MessageId = Guid.NewGuid().ToString(), Role = Role.User, Parts = [Part.Of("Train a model")] },
        Configuration = new() { ReturnImmediately = true, TaskPushNotificationConfig = new() { Url = webhook } },
    };

    private Task<IReadOnlyList<Span>> TraceAsync(Func<IReadOnlyList<Span>, bool> isThere) => dashboard.TraceAsync(Trace, isThere, "the spans of the task");

    // Spans of two processes, and of a child and its parent, come in batches of their own.
    private Task<IReadOnlyList<Span>> WholeTraceAsync(int webhooks, string call) => TraceAsync(all =>
        Named(all, "webhook.receive").Count == webhooks
        && Named(all, "POST /webhook/notifications").Count == webhooks
        && Named(all, "webhook.deliver").Count == webhooks
        && Named(all, "task.execute").Count == 1
        && Named(all, call).Count == 1);

    private static List<Span> Named(IReadOnlyList<Span> spans, string name) => [.. spans.Where(span => span.Name == name)];

    /// <summary>The spans above it, nearest first, but for those of HTTP clients.</summary>
    private static List<string> Ancestors(IReadOnlyList<Span> spans, Span span)
    {
        List<string> above = [];
        for (var next = ParentOf(span); next is not null; next = ParentOf(next))
        {
            above.Add(next.Text);
        }

        return above;

        Span? ParentOf(Span child) => spans.FirstOrDefault(other => other.Id == child.Parent);
    }
}
