using System.Collections.Concurrent;
using System.Net;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using Microsoft.AspNetCore.Http;

namespace A2A.Protocol.Tests.Client;

/// <summary>Streams whose connections break.</summary>
public sealed class ResumeTests
{
    public static TheoryData<ProtocolVersion, ProtocolBinding> AllWays => Ways.All;

    // The events of gRPC have no ids: GrpcResumeTests.
    public static TheoryData<ProtocolVersion, ProtocolBinding> WaysWithIds => Ways.Http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(WaysWithIds))]
    public async Task A_stream_that_is_cut_after_every_event_gives_each_event_once_in_order(ProtocolVersion version, ProtocolBinding binding)
    {
        var asked = new ConcurrentQueue<string>();
        var taken = Events.Log.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        await using var server = await AgentServer.StartAsync(async (context, body) =>
        {
            var call = new Incoming(context, body, version, binding);
            asked.Enqueue($"{call.Operation} {call.LastEventId}".Trim());
            var next = call.LastEventId is { } id ? int.Parse(id) + 1 : 0;
            await call.EventAsync(next.ToString(), Events.Log[next]);
            // Half of an event, then the end; or a reset, which swallows what is on its way, so it waits until the event is taken.
            await context.Response.WriteAsync($"id: {next + 1}\ndata: {{\"half");
            if (next % 2 == 1)
            {
                await taken[next].Task.WaitAsync(context.RequestAborted);
                context.Abort();
            }
        });
        var client = server.ClientOf(version, binding, options => options with { Streams = options.Streams with { Attempts = 1000 } });

        var items = new List<StreamItem>();
        await foreach (var item in client.StreamAsync(new(), Token))
        {
            items.Add(item);
            taken[int.Parse(item.EventId!)].TrySetResult();
        }

        items.Select(item => Events.Told(item.Response)).ShouldBe(Events.Log.Select(Events.Told));
        items.Select(item => item.EventId).ShouldBe(Enumerable.Range(0, Events.Log.Count).Select(id => id.ToString()));
        asked.Distinct().ShouldBe(Enumerable.Range(0, Events.Log.Count - 1).Select(id => $"SubscribeToTask {id}").Prepend("SendStreamingMessage"));
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Without_event_ids_the_task_as_it_is_tells_what_was_missed(ProtocolVersion version, ProtocolBinding binding)
    {
        var connections = 0;
        await using var server = await AgentServer.StartAsync(async (context, body) =>
        {
            var call = new Incoming(context, body, version, binding);
            call.LastEventId.ShouldBeNull();
            var connection = Interlocked.Increment(ref connections);
            // Nothing happened before the second connection, something before the third.
            await call.EventAsync(null, Events.Snapshot(connection < 3 ? TaskState.Submitted : TaskState.Working));
            if (connection == 3)
            {
                await call.EventAsync(null, Events.Status(TaskState.Completed));
            }
        });

        var items = await Events.ListAsync(server.ClientOf(version, binding).StreamAsync(new(), Token));

        items.Select(item => Events.Told(item.Response)).ShouldBe(["task Submitted", "task Working", "Completed"]);
    }

    [Theory]
    [InlineData(ProtocolBinding.JsonRpc)]
    [InlineData(ProtocolBinding.HttpJson)]
    [InlineData(ProtocolBinding.Grpc)]
    public async Task A_stream_resumes_with_the_tenant_that_its_request_named(ProtocolBinding binding)
    {
        await using var server = await AgentServer.StartAsync((context, body) =>
        {
            var call = new Incoming(context, body, ProtocolVersion.V10, binding);
            return call.Operation switch
            {
                "SendStreamingMessage" => call.EventAsync(null, Events.Snapshot(TaskState.Working)),
                "SubscribeToTask" => call.RefuseAsync(A2AErrorCode.UnsupportedOperation, "UNSUPPORTED_OPERATION"),
                _ => call.GiveTaskAsync(Events.Task(TaskState.Completed)),
            };
        });
        var client = server.ClientOf(ProtocolVersion.V10, binding, options => options with { Tenant = "tenant-1" });

        await Events.ListAsync(client.StreamAsync(new() { Tenant = "tenant-2" }, Token));

        server.Lines.Count.ShouldBe(3);
        server.Lines.ShouldAllBe(line => line.Contains("tenant-2"));
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_task_that_ended_while_nobody_listened_is_the_last_item(ProtocolVersion version, ProtocolBinding binding)
    {
        await using var server = await AgentServer.StartAsync(async (context, body) =>
        {
            var call = new Incoming(context, body, version, binding);
            await (call.Operation switch
            {
                "SendStreamingMessage" => call.EventAsync(null, Events.Snapshot(TaskState.Working)),
                "SubscribeToTask" => call.RefuseAsync(A2AErrorCode.UnsupportedOperation, "UNSUPPORTED_OPERATION"),
                _ => call.GiveTaskAsync(Events.Task(TaskState.Completed)),
            });
        });

        var items = await Events.ListAsync(server.ClientOf(version, binding).StreamAsync(new(), Token));

        items.Select(item => Events.Told(item.Response)).ShouldBe(["task Working", "task Completed"]);
    }

    [Fact]
    public async Task A_refusal_that_comes_as_the_only_event_of_a_stream_is_one()
    {
        await using var server = await AgentServer.StartAsync(async (context, body) =>
        {
            var call = new Incoming(context, body, ProtocolVersion.V03, ProtocolBinding.JsonRpc);
            await (call switch
            {
                { Operation: "SendStreamingMessage" } => call.EventAsync("1", Events.Snapshot(TaskState.Working)),
                { Operation: "SubscribeToTask", LastEventId: not null } => RefuseAsync(A2AErrorCode.InvalidParams),
                { Operation: "SubscribeToTask" } => RefuseAsync(A2AErrorCode.UnsupportedOperation),
                _ => call.GiveTaskAsync(Events.Task(TaskState.Completed)),
            });

            Task RefuseAsync(int code) => AgentServer.EventAsync(context, $"data: {AgentServer.Error(body!, code, "No.")}");
        });
        var client = server.ClientOf(ProtocolVersion.V03, ProtocolBinding.JsonRpc);

        var items = await Events.ListAsync(client.StreamAsync(new(), Token));

        items.Select(item => Events.Told(item.Response)).ShouldBe(["task Working", "task Completed"]);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_taken_up_while_the_task_goes_on_is_the_agents_error()
    {
        await using var server = await ServeAsync(async call => await (call.Operation switch
        {
            "SendStreamingMessage" => call.EventAsync(null, Events.Snapshot(TaskState.Working)),
            "SubscribeToTask" => call.RefuseAsync(A2AErrorCode.UnsupportedOperation, "UNSUPPORTED_OPERATION"),
            _ => call.GiveTaskAsync(Events.Task(TaskState.Working)),
        }));

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(Newer(server).StreamAsync(new(), Token)));

        error.Code.ShouldBe(A2AErrorCode.UnsupportedOperation);
    }

    [Fact]
    public async Task An_event_id_that_the_server_no_longer_knows_is_left_out()
    {
        await using var server = await ServeAsync(call => call.LastEventId is not null
            ? call.RefuseAsync(A2AErrorCode.InvalidParams, "OTHER")
            : call.Operation == "SendStreamingMessage"
                ? call.EventAsync("1", Events.Snapshot(TaskState.Working))
                : call.EventAsync("9", Events.Snapshot(TaskState.Completed)));

        var items = await Events.ListAsync(Newer(server).StreamAsync(new(), Token));

        items.Select(item => item.EventId).ShouldBe(["1", "9"]);
    }

    [Fact]
    public async Task A_server_that_repeats_the_last_event_is_not_repeated_to_the_caller()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.EventAsync("1", Events.Snapshot(TaskState.Working));
            if (call.LastEventId is not null)
            {
                await call.EventAsync("2", Events.Status(TaskState.Completed));
            }
        });

        var items = await Events.ListAsync(Newer(server).StreamAsync(new(), Token));

        items.Select(item => item.EventId).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_stream_of_a_message_ends_when_the_agent_asks_and_a_subscription_goes_on()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.EventAsync("1", Events.Snapshot(TaskState.InputRequired));
            await call.EventAsync("2", Events.Status(TaskState.Working));
            await call.EventAsync("3", Events.Status(TaskState.Completed));
        });

        (await Events.ListAsync(Newer(server).StreamAsync(new(), Token))).Select(item => item.EventId).ShouldBe(["1"]);
        (await Events.ListAsync(Newer(server).SubscribeAsync("task-1", null, Token))).Select(item => item.EventId).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task After_enough_attempts_without_an_event_the_error_is_the_callers()
    {
        var connections = 0;
        await using var server = await ServeAsync(async call =>
        {
            if (Interlocked.Increment(ref connections) == 1)
            {
                await call.EventAsync("1", Events.Snapshot(TaskState.Working));
            }
            else
            {
                call.Context.Response.StatusCode = 503;
            }
        });

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(Newer(server).StreamAsync(new(), Token)));

        error.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        connections.ShouldBe(1 + AgentServer.Impatient.Streams.Attempts);
    }

    [Fact]
    public async Task Pauses_grow_and_are_as_long_as_the_server_asks()
    {
        var time = new HurriedTime();
        var connections = 0;
        await using var server = await ServeAsync(async call =>
        {
            switch (Interlocked.Increment(ref connections))
            {
                case 1:
                    await call.EventAsync("1", Events.Snapshot(TaskState.Working));
                    break;
                case 4:
                    call.Context.Response.StatusCode = 503;
                    call.Context.Response.Headers.RetryAfter = "77";
                    break;
                case 5:
                    await AgentServer.EventAsync(call.Context, "retry: 99000\nid: 5\ndata: " + """{"statusUpdate":{"taskId":"task-1","status":{"state":"TASK_STATE_WORKING"}}}""");
                    break;
                case 6:
                    await call.EventAsync("6", Events.Status(TaskState.Completed));
                    break;
                default:
                    call.Context.Abort();
                    break;
            }
        });
        var client = server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, options => options with
        {
            Time = time,
            Jitter = () => 0,
            Streams = new() { LongestSilence = Timeout.InfiniteTimeSpan, Pauses = new() { First = TimeSpan.FromSeconds(1), Factor = 2, Longest = TimeSpan.FromSeconds(60) } },
        });

        var items = await Events.ListAsync(client.StreamAsync(new(), Token));

        items.Count.ShouldBe(3);
        time.Pauses.Select(pause => pause.TotalSeconds).ShouldBe([1, 2, 4, 77, 99]);
    }

    [Fact]
    public async Task A_silent_connection_counts_as_broken_and_heartbeats_are_no_silence()
    {
        var connections = 0;
        var silence = TimeSpan.FromMilliseconds(500);
        await using var server = await ServeAsync(async call =>
        {
            if (Interlocked.Increment(ref connections) == 1)
            {
                await call.EventAsync("1", Events.Snapshot(TaskState.Working));
                // Half as long as the silence, four times.
                for (var beat = 0; beat < 4; beat++)
                {
                    await Task.Delay(silence / 2, call.Context.RequestAborted);
                    await AgentServer.EventAsync(call.Context, ": heartbeat");
                }

                await call.EventAsync("2", Events.Status(TaskState.Working));
                await Task.Delay(Timeout.Infinite, call.Context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            await call.EventAsync("3", Events.Status(TaskState.Completed));
        });
        var client = server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, options => options with { Streams = options.Streams with { LongestSilence = silence } });

        var items = await Events.ListAsync(client.StreamAsync(new(), Token));

        items.Select(item => item.EventId).ShouldBe(["1", "2", "3"]);
        connections.ShouldBe(2);
    }

    [Fact]
    public async Task Cancelling_ends_a_pause()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = await ServeAsync(async call =>
        {
            if (call.Operation == "SubscribeToTask")
            {
                call.Context.Response.StatusCode = 503;
                await call.Context.Response.CompleteAsync();
                await cancellation.CancelAsync();
                return;
            }

            await call.EventAsync("1", Events.Snapshot(TaskState.Working));
        });
        var client = server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, options => options with
        {
            Streams = new() { Pauses = new() { First = TimeSpan.FromMilliseconds(1), Factor = 1e9, Longest = TimeSpan.FromDays(1) } },
        });

        await Should.ThrowAsync<OperationCanceledException>(() => Events.ListAsync(client.StreamAsync(new(), cancellation.Token)));
    }

    [Fact]
    public async Task A_stream_that_ends_before_it_began_says_that_the_message_may_be_lost()
    {
        await using var server = await ServeAsync(call => AgentServer.EventAsync(call.Context, ": hello"));

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(Newer(server).StreamAsync(new(), Token)));

        error.Message.ShouldContain("send it again with the same messageId");
    }

    [Fact]
    public async Task Without_attempts_a_stream_is_one_connection()
    {
        await using var server = await ServeAsync(call => call.EventAsync("1", Events.Snapshot(TaskState.Working)));
        var client = server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, options => options with { Streams = options.Streams with { Attempts = 0 } });

        (await Events.ListAsync(client.StreamAsync(new(), Token))).Count.ShouldBe(1);

        server.Requests.Count.ShouldBe(1);
    }

    private static Task<AgentServer> ServeAsync(Func<Incoming, Task> answer) => AgentServer.StartAsync(
        (context, body) => answer(new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.HttpJson)));

    private static A2AClient Newer(AgentServer server) => server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson);
}
