using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using Microsoft.AspNetCore.Http;

namespace A2A.Protocol.Tests.Client;

/// <summary>The choice between push, stream and polling.</summary>
public sealed class FollowTests
{
    private static readonly TaskPushNotificationConfig Webhook = new() { Url = "https://client.example/webhook", Token = "token-1" };

    public static TheoryData<ProtocolVersion, ProtocolBinding> AllWays => Ways.Http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task With_push_the_webhook_is_registered_and_the_call_returns(ProtocolVersion version, ProtocolBinding binding)
    {
        await using var agent = await ServeAsync(version, binding, """{"pushNotifications":true,"streaming":true}""", call => call.GiveSentAsync(Events.Task(TaskState.Submitted)));

        var outcome = await agent.ClientOf(version, binding).SendAndFollowAsync(Request(), new() { Webhook = Webhook }, Token);

        outcome.ShouldBeOfType<FollowOutcome.Pushed>().Task.Id.ShouldBe("task-1");
        var sent = agent.Calls.Single().ToJsonString();
        sent.ShouldContain("https://client.example/webhook");
        sent.ShouldContain(version == ProtocolVersion.V10 ? "\"returnImmediately\":true" : "\"blocking\":false");
    }

    [Theory]
    [InlineData(A2AErrorCode.PushNotificationNotSupported)]
    [InlineData(A2AErrorCode.MethodNotFound)]
    public async Task An_agent_that_refuses_the_webhook_is_polled(int code)
    {
        await using var agent = await ServeAsync(ProtocolVersion.V10, ProtocolBinding.JsonRpc, "{}", call => call.Operation switch
        {
            "SendMessage" when call.Parameters!.ToJsonString().Contains("client.example") => call.RefuseAsync(code, "REFUSED"),
            "SendMessage" => call.GiveSentAsync(Events.Task(TaskState.Submitted)),
            _ => call.GiveTaskAsync(Events.Task(TaskState.Completed)),
        });

        var outcome = await agent.ClientOf(ProtocolVersion.V10, ProtocolBinding.JsonRpc).SendAndFollowAsync(Request(), new() { Webhook = Webhook }, Token);

        outcome.ShouldBe(new FollowOutcome.Followed(outcome.ShouldBeOfType<FollowOutcome.Followed>().Task, FollowedBy.Polling));
        agent.Calls.Select(call => call["method"]!.GetValue<string>()).ShouldBe(["SendMessage", "SendMessage", "GetTask"]);
        agent.Calls.Take(2).Select(call => call["params"]!["message"]!["messageId"]!.GetValue<string>()).ShouldBe(["message-1", "message-1"]);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task An_agent_that_streams_is_followed_by_its_stream(ProtocolVersion version, ProtocolBinding binding)
    {
        await using var agent = await ServeAsync(version, binding, """{"pushNotifications":false,"streaming":true}""", async call =>
        {
            if (call.Operation == "GetTask")
            {
                await call.GiveTaskAsync(Events.Task(TaskState.Completed));
                return;
            }

            await call.EventAsync(null, Events.Snapshot(TaskState.Submitted));
            await call.EventAsync(null, Events.Status(TaskState.Completed));
        });

        var outcome = await agent.ClientOf(version, binding).SendAndFollowAsync(Request(), new() { Webhook = Webhook }, Token);

        var followed = outcome.ShouldBeOfType<FollowOutcome.Followed>();
        followed.By.ShouldBe(FollowedBy.Stream);
        followed.Task.Status.State.ShouldBe(TaskState.Completed);
    }

    [Fact]
    public async Task An_agent_that_does_not_stream_though_its_card_says_so_is_polled()
    {
        await using var agent = await ServeAsync(ProtocolVersion.V10, ProtocolBinding.HttpJson, """{"streaming":true}""", call => call.Operation switch
        {
            "SendStreamingMessage" => call.RefuseAsync(A2AErrorCode.UnsupportedOperation, "UNSUPPORTED_OPERATION"),
            _ => call.GiveSentOrTaskAsync(Events.Task(TaskState.Completed)),
        });

        var outcome = await agent.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson).SendAndFollowAsync(Request(), new(), Token);

        outcome.ShouldBeOfType<FollowOutcome.Followed>().By.ShouldBe(FollowedBy.Polling);
    }

    [Theory]
    [InlineData(ProtocolBinding.JsonRpc, "{}")]
    [InlineData(ProtocolBinding.JsonRpc, """{"streaming":true}""")]
    [InlineData(ProtocolBinding.HttpJson, "{}")]
    [InlineData(ProtocolBinding.HttpJson, """{"streaming":true}""")]
    public async Task The_tenant_that_a_request_names_is_asked_and_told_to_cancel(ProtocolBinding binding, string capabilities)
    {
        await using var agent = await ServeAsync(ProtocolVersion.V10, binding, capabilities, call => call.Operation == "SendStreamingMessage"
            ? call.EventAsync(null, Events.Snapshot(TaskState.InputRequired))
            : call.GiveSentOrTaskAsync(Events.Task(TaskState.Working)));
        var client = agent.ClientOf(ProtocolVersion.V10, binding, options => options with { Tenant = "tenant-1" });

        await Should.ThrowAsync<TimeoutException>(() =>
            client.SendAndFollowAsync(Request() with { Tenant = "tenant-2" }, new() { TimeLimit = TimeSpan.FromSeconds(1) }, Token));

        var calls = agent.Lines.Skip(1).ToList(); // behind the card
        calls.ShouldAllBe(line => line.Contains("tenant-2"));
        calls.ShouldContain(line => line.Contains("GetTask") || line.Contains("/tasks/task-1"));
        calls[^1].ShouldMatch("CancelTask|:cancel");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"streaming":true}""")]
    [InlineData("""{"pushNotifications":true}""")]
    public async Task A_direct_answer_needs_no_following(string capabilities)
    {
        var answer = new Message { MessageId = "answer-1", Role = Role.Agent, Parts = [Part.Of("42")] };
        await using var agent = await ServeAsync(ProtocolVersion.V10, ProtocolBinding.HttpJson, capabilities, call =>
            call.Operation == "SendStreamingMessage" ? call.EventAsync(null, new() { Message = answer }) : call.GiveSentAsync(answer));

        var outcome = await agent.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson).SendAndFollowAsync(Request(), new() { Webhook = Webhook }, Token);

        outcome.ShouldBeOfType<FollowOutcome.Answered>().Message.Text.ShouldBe("42");
    }

    [Theory]
    [InlineData(true, "the agent was asked to cancel it")]
    [InlineData(false, "It goes on")]
    public async Task A_task_that_exceeds_its_time_is_canceled_unless_that_is_not_wanted(bool cancel, string said)
    {
        await using var agent = await ServeAsync(ProtocolVersion.V10, ProtocolBinding.JsonRpc, "{}", call => call.GiveSentOrTaskAsync(Events.Task(TaskState.Working)));
        // Long enough for the task to become known.
        var follow = new FollowOptions { TimeLimit = TimeSpan.FromSeconds(1), CancelAtTimeLimit = cancel };

        var error = await Should.ThrowAsync<TimeoutException>(() =>
            agent.ClientOf(ProtocolVersion.V10, ProtocolBinding.JsonRpc).SendAndFollowAsync(Request(), follow, Token));

        error.Message.ShouldContain(said);
        error.Message.ShouldContain("task-1");
        agent.Calls.Any(call => call["method"]!.GetValue<string>() == "CancelTask").ShouldBe(cancel);
    }

    [Fact]
    public async Task A_task_that_cannot_be_canceled_is_said_to_be_so()
    {
        await using var agent = await ServeAsync(ProtocolVersion.V10, ProtocolBinding.JsonRpc, "{}", call => call.Operation == "CancelTask"
            ? call.RefuseAsync(A2AErrorCode.TaskNotCancelable, "TASK_NOT_CANCELABLE")
            : call.GiveSentOrTaskAsync(Events.Task(TaskState.Working)));

        var error = await Should.ThrowAsync<TimeoutException>(() => agent.ClientOf(ProtocolVersion.V10, ProtocolBinding.JsonRpc)
            .SendAndFollowAsync(Request(), new() { TimeLimit = TimeSpan.FromSeconds(1) }, Token));

        error.Message.ShouldContain("could not be canceled");
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels_nothing()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var agent = await ServeAsync(ProtocolVersion.V10, ProtocolBinding.JsonRpc, "{}", async call =>
        {
            await call.GiveSentOrTaskAsync(Events.Task(TaskState.Working));
            if (call.Operation == "GetTask")
            {
                await call.Context.Response.CompleteAsync();
                await cancellation.CancelAsync();
            }
        });

        await Should.ThrowAsync<OperationCanceledException>(() =>
            agent.ClientOf(ProtocolVersion.V10, ProtocolBinding.JsonRpc).SendAndFollowAsync(Request(), new(), cancellation.Token));

        agent.Calls.ShouldAllBe(call => call["method"]!.GetValue<string>() != "CancelTask");
    }

    private static SendMessageRequest Request() => new() { Message = new() { MessageId = "message-1", Role = Role.User, Parts = [Part.Of("Train")] } };

    private static Task<AgentServer> ServeAsync(ProtocolVersion version, ProtocolBinding binding, string capabilities, Func<Incoming, Task> answer) =>
        AgentServer.StartAsync((context, body) => context.Request.Path.Value!.EndsWith("agent-card.json", StringComparison.Ordinal)
            ? context.Response.WriteAsync($$"""{"name":"Trainer","capabilities":{{capabilities}}}""")
            : answer(new Incoming(context, body, version, binding)));
}
