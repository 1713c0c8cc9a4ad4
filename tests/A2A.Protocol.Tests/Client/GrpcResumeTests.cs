using System.Collections.Concurrent;
using System.Net;
using A2A.Protocol.Client;
using A2A.Protocol.Grpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace A2A.Protocol.Tests.Client;

/// <summary>Streams over gRPC, whose items have no ids: places are in headers and trailers, and events are counted.</summary>
public sealed class GrpcResumeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_is_cut_after_every_event_gives_each_event_once_in_order()
    {
        var asked = new ConcurrentQueue<string>();
        var taken = Events.Log.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var next = -1;
        await using var server = await ServeAsync(async call =>
        {
            asked.Enqueue($"{call.Operation} {call.LastEventId}".Trim());
            next++;
            await TellAsync(call, next);
            switch (next % 3)
            {
                case 0: // half of a message, and an end without a status
                    await GrpcWire.WriteHalfAsync(call.Context);
                    GrpcWire.EndWithoutStatus(call.Context);
                    break;
                case 1: // a reset, which swallows what is on its way, so it waits until the event is taken
                    await taken[next].Task.WaitAsync(call.Context.RequestAborted);
                    call.Context.Abort();
                    break;
                default: // a server that stops
                    await StopAsync(call, $"e{next}");
                    break;
            }
        });

        var items = new List<StreamItem>();
        await foreach (var item in Client(server).StreamAsync(new(), Token))
        {
            items.Add(item);
            taken[items.Count - 1].TrySetResult();
        }

        items.Select(item => Events.Told(item.Response)).ShouldBe(Events.Log.Select(Events.Told));
        items.Select(item => item.EventId).ShouldBe(
            ["e0+0", "e0+1", "e0+2", "e2+1", "e2+2", "e2+3", "e5+1", "e5+2", "e5+3", "e8+1", "e8+2", "e8+3", "e11+1"]);
        asked.Distinct().ShouldBe(
            ["SendStreamingMessage", "SubscribeToTask e0", "SubscribeToTask e2", "SubscribeToTask e5", "SubscribeToTask e8", "SubscribeToTask e11"]);
    }

    [Fact]
    public async Task A_replay_that_the_server_cuts_short_repeats_no_event()
    {
        var asked = new ConcurrentQueue<string?>();
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServeAsync(async call =>
        {
            asked.Enqueue(call.LastEventId);
            switch (asked.Count)
            {
                case 1:
                    await TellAsync(call, 3);
                    await taken.Task.WaitAsync(call.Context.RequestAborted);
                    call.Context.Abort();
                    break;
                case 2:
                    await TellAsync(call, 1);
                    await StopAsync(call, "e1");
                    break;
                default:
                    await TellAsync(call, Events.Log.Count - 1);
                    break;
            }
        });

        var items = new List<StreamItem>();
        await foreach (var item in Client(server).StreamAsync(new(), Token))
        {
            items.Add(item);
            if (items.Count == 4)
            {
                taken.SetResult();
            }
        }

        items.Select(item => Events.Told(item.Response)).ShouldBe(Events.Log.Select(Events.Told));
        items[4].EventId.ShouldBe("e1+3");
        asked.ShouldBe([null, "e0", "e1"]);
    }

    [Fact]
    public async Task A_replay_that_the_server_cuts_short_is_an_attempt_that_got_further()
    {
        await using var server = await ServeAsync(async call =>
        {
            var next = int.Parse(call.LastEventId![1..]) + 1;
            await TellAsync(call, next);
            await StopAsync(call, $"e{next}");
        });
        var client = Client(server, options => options with { Streams = options.Streams with { Attempts = 1 } });

        var items = await Events.ListAsync(client.SubscribeAsync("task-1", "e0+8", Token));

        items.Select(item => Events.Told(item.Response)).ShouldBe(Events.Log.Skip(9).Select(Events.Told));
    }

    [Fact]
    public async Task Behind_the_last_event_of_an_ended_task_its_end_is_given_at_once()
    {
        await using var server = await ServeAsync(async call =>
        {
            switch (call)
            {
                case { Operation: "GetTask" }:
                    await call.GiveTaskAsync(Events.Task(TaskState.Completed));
                    break;
                case { LastEventId: "e12" }:
                    await call.BeginAsync("e12");
                    await call.RefuseAsync(JsonRpc.A2AErrorCode.UnsupportedOperation, "UNSUPPORTED_OPERATION");
                    break;
                default:
                    await TellAsync(call, Events.Log.Count - 1);
                    call.Context.Response.AppendTrailer(GrpcPlace.Key, "e12");
                    break;
            }
        });

        var items = await Events.ListAsync(Client(server).SubscribeAsync("task-1", "e0+12", Token));

        items.Select(item => Events.Told(item.Response)).ShouldBe(["task Completed"]);
        server.Requests.Select(request => request.Path.Split('/')[^1]).ShouldBe(["SubscribeToTask", "SubscribeToTask", "GetTask"]);
    }

    [Theory]
    [InlineData("e0+2", "e0+3")]
    [InlineData("e2+0", "e2+1")]
    [InlineData("e2", "e2+1")] // as other bindings and webhooks have it
    public async Task Another_client_goes_on_after_an_item_by_its_id(string eventId, string first)
    {
        await using var server = await ServeAsync(call => TellAsync(call, Events.Log.Count - 1));

        var items = await Events.ListAsync(Client(server).SubscribeAsync("task-1", eventId, Token));

        items.Select(item => Events.Told(item.Response)).ShouldBe(Events.Log.Skip(3).Select(Events.Told));
        items[0].EventId.ShouldBe(first);
    }

    [Fact]
    public async Task A_server_that_begins_anew_is_read_from_its_task_on()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.EventAsync("e9", Events.Snapshot(TaskState.Working));
            await call.EventAsync("", Events.Status(TaskState.Completed));
        });

        var items = await Events.ListAsync(Client(server).SubscribeAsync("task-1", "e0+2", Token));

        items.Select(item => (item.EventId, Events.Told(item.Response))).ShouldBe([("e9+0", "task Working"), ("e9+1", "Completed")]);
    }

    [Fact]
    public async Task A_place_that_the_server_no_longer_knows_is_left_out()
    {
        var asked = new ConcurrentQueue<string?>();
        await using var server = await ServeAsync(async call =>
        {
            asked.Enqueue(call.LastEventId);
            await (call switch
            {
                { LastEventId: not null } => call.RefuseAsync(JsonRpc.A2AErrorCode.InvalidParams, "INVALID_PARAMS"),
                { Operation: "SendStreamingMessage" } => call.EventAsync("e1", Events.Snapshot(TaskState.Working)),
                _ => call.EventAsync("e9", Events.Snapshot(TaskState.Completed)),
            });
        });

        var items = await Events.ListAsync(Client(server).StreamAsync(new(), Token));

        items.Select(item => item.EventId).ShouldBe(["e1+0", "e9+0"]);
        asked.ShouldBe([null, "e1", null]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("e0+3")]
    public async Task A_stream_that_is_refused_at_first_is_the_callers_error_at_once(string? eventId)
    {
        await using var server = await ServeAsync(call => GrpcWire.RefuseAsync(call.Context, StatusCode.Unavailable, "Not now."));

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(Client(server).SubscribeAsync("task-1", eventId, Token)));

        error.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_on_which_no_event_comes_for_too_long_is_opened_anew()
    {
        var connections = 0;
        await using var server = await ServeAsync(async call =>
        {
            var isFirst = Interlocked.Increment(ref connections) == 1;
            await TellAsync(call, isFirst ? 1 : Events.Log.Count - 1);
            if (isFirst)
            {
                await Task.Delay(Timeout.Infinite, call.Context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });
        var client = Client(server, options => options with { Streams = options.Streams with { LongestSilence = TimeSpan.FromSeconds(1) } });

        var items = await Events.ListAsync(client.StreamAsync(new(), Token));

        items.Select(item => Events.Told(item.Response)).ShouldBe(Events.Log.Select(Events.Told));
        connections.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task An_event_is_given_before_the_next_one_comes_and_leaving_closes_the_call()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServeAsync(async call =>
        {
            call.Context.RequestAborted.Register(closed.SetResult);
            await TellAsync(call, 0);
            await closed.Task.WaitAsync(Patience);
        });

        await foreach (var item in Client(server).StreamAsync(new(), Token))
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
        await using var server = await ServeAsync(async call =>
        {
            await TellAsync(call, 0);
            await Task.Delay(Timeout.Infinite, call.Context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Client(server).StreamAsync(new(), cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
    }

    [Theory]
    [InlineData("1764494394123-7+3", "1764494394123-7", 3)]
    [InlineData("1764494394123-7", "1764494394123-7", 0)]
    [InlineData("a+b", "a+b", 0)]
    [InlineData("a+-3", "a+-3", 0)]
    [InlineData("a+1+2", "a+1", 2)]
    [InlineData("+", "+", 0)]
    [InlineData("", "", 0)]
    public void A_place_is_a_name_and_how_many_events_came_behind_it(string eventId, string named, int behind) =>
        GrpcPlace.Of(eventId).ShouldBe(new GrpcPlace(named, behind));

    /// <summary>Tells the log from the place that was asked for up to an event, as the server of this solution does.</summary>
    private static async Task TellAsync(Incoming call, int last)
    {
        var place = call.LastEventId ?? "e0";
        var first = call.LastEventId is { } asked ? int.Parse(asked[1..]) + 1 : 0;
        await call.BeginAsync(place);
        for (var i = first; i <= last; i++)
        {
            await call.EventAsync(place, Events.Log[i]);
        }
    }

    /// <summary>Ends the stream as a server that stops.</summary>
    private static Task StopAsync(Incoming call, string place)
    {
        GrpcWire.End(call.Context, GrpcPlace.Key, place);
        return GrpcWire.RefuseAsync(call.Context, StatusCode.Unavailable, "The server stops.");
    }

    private static A2AClient Client(AgentServer server, Func<A2AClientOptions, A2AClientOptions>? change = null) =>
        server.ClientOf(ProtocolVersion.V10, ProtocolBinding.Grpc, change);

    private static Task<AgentServer> ServeAsync(Func<Incoming, Task> answer) => AgentServer.StartAsync(
        (context, body) => answer(new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.Grpc)));
}
