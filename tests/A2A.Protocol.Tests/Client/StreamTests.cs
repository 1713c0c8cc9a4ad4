using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using A2A.Protocol.Tests.Golden;
using Microsoft.AspNetCore.Http;
using static A2A.Protocol.Tests.Golden.GoldenFiles;

namespace A2A.Protocol.Tests.Client;

public sealed class StreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Working = """{"kind":"task","id":"task-1","contextId":"context-1","status":{"state":"working"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_with_their_ids_in_1_0()
    {
        await using var server = await AgentServer.StartAsync(async (context, call) =>
        {
            await AgentServer.EventAsync(context, $"id: 1-0\n{Data(AgentServer.Result(call!, Working))}");
            await AgentServer.EventAsync(context, ": heartbeat");
            await AgentServer.EventAsync(context, $"id: 2-0\n{Data(AgentServer.Result(call!, Text("v03-artifact-update")))}");
            await AgentServer.EventAsync(context, Data(AgentServer.Result(call!, Text("v03-message"))));
            await AgentServer.EventAsync(context, $"id: 3-0\n{Data(AgentServer.Result(call!, Text("v03-task")))}");
        });

        var items = await Events.ListAsync(server.Client.StreamAsync(Read<SendMessageRequest>("v1-send-message"), Token));

        items.Select(item => item.EventId).ShouldBe(["1-0", "2-0", "2-0", "3-0"]);
        items[1].Response.ShouldBeOnTheWire("v1-stream-artifact");
        items[2].Response.ShouldBeOnTheWire("v1-stream-message");
        items[3].Response.ShouldBeOnTheWire("v1-stream-task");
        server.Calls.Single()["method"]!.GetValue<string>().ShouldBe("message/stream");
        server.Requests.Single().Headers.Accept.ToString().ShouldBe("text/event-stream");
    }

    [Theory]
    [InlineData("7-0", "7-0")]
    [InlineData(null, "")]
    public async Task Resubscribing_says_what_was_seen_last(string? lastEventId, string header)
    {
        await using var server = await AgentServer.StartAsync((context, call) =>
            AgentServer.EventAsync(context, Data(AgentServer.Result(call!, Text("v03-task")))));

        var items = await Events.ListAsync(server.Client.SubscribeAsync("task-1", lastEventId, Token));

        items.Single().EventId.ShouldBe(lastEventId);
        server.Requests.Single().Headers["Last-Event-ID"].ToString().ShouldBe(header);
        server.Calls.Single()["method"]!.GetValue<string>().ShouldBe("tasks/resubscribe");
        server.Calls.Single()["params"]!.ToJsonString().ShouldBe("""{"id":"task-1"}""");
    }

    [Fact]
    public async Task An_event_is_given_before_the_next_one_comes_and_leaving_closes_the_connection()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await AgentServer.StartAsync(async (context, call) =>
        {
            context.RequestAborted.Register(closed.SetResult);
            await AgentServer.EventAsync(context, Data(AgentServer.Result(call!, Text("v03-task"))));
            await closed.Task.WaitAsync(Patience);
        });

        await foreach (var item in server.Client.StreamAsync(new(), Token))
        {
            item.Response.Task.ShouldNotBeNull();
            break;
        }

        await closed.Task.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Cancelling_ends_a_silent_stream()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = await AgentServer.StartAsync(async (context, call) =>
        {
            await AgentServer.EventAsync(context, Data(AgentServer.Result(call!, Working)));
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in server.Client.StreamAsync(new(), cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task A_refused_stream_is_the_agents_error()
    {
        await using var server = await AgentServer.StartAsync((context, call) =>
            context.Response.WriteAsync(AgentServer.Error(call!, A2AErrorCode.UnsupportedOperation, "The task has ended.")));

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(server.Client.SubscribeAsync("task-1", null, Token)));

        error.Code.ShouldBe(A2AErrorCode.UnsupportedOperation);
    }

    [Fact]
    public async Task An_error_in_the_middle_comes_after_what_was_before_it()
    {
        await using var server = await AgentServer.StartAsync(async (context, call) =>
        {
            await AgentServer.EventAsync(context, Data(AgentServer.Result(call!, Working)));
            await AgentServer.EventAsync(context, Data(AgentServer.Error(call!, A2AErrorCode.InvalidAgentResponse, "The agent made no sense.")));
        });
        await using var items = server.Client.StreamAsync(new(), Token).GetAsyncEnumerator(Token);

        (await items.MoveNextAsync()).ShouldBeTrue();
        var error = await Should.ThrowAsync<A2AException>(async () => await items.MoveNextAsync());

        error.Code.ShouldBe(A2AErrorCode.InvalidAgentResponse);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"kind":"task"}}""", "application/json", "something else than an event stream")]
    [InlineData("data: no json\n\n", "text/event-stream", "something else than JSON-RPC. It begins: no json")]
    public async Task What_is_no_stream_of_events_is_said_to_be_none(string text, string contentType, string problem)
    {
        await using var server = await AgentServer.SayingAsync(text, contentType: contentType);

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(server.Client.StreamAsync(new(), Token)));

        error.Message.ShouldContain(problem);
    }

    private static string Data(string json) => string.Join('\n', json.ReplaceLineEndings("\n").Split('\n').Select(line => $"data: {line}"));
}
