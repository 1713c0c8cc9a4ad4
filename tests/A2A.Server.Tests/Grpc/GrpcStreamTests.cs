using System.Buffers.Binary;
using System.Net;
using A2A.Server.Agents;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Redis;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Lf.A2a.V1;
using Task = System.Threading.Tasks.Task;

namespace A2A.Server.Tests.Grpc;

/// <summary>Streams of the gRPC binding: what comes, from where they go on, and what a client that leaves does to the task.</summary>
public sealed class GrpcStreamTests(ApiServer api, RedisFixture redis) : IClassFixture<ApiServer>, IClassFixture<RedisFixture>
{
    private const string LastEventId = "last-event-id";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_begins_with_the_task_and_ends_with_its_end()
    {
        using var stream = api.Grpc.Service.SendStreamingMessage(GrpcCallTests.Say("be quick"), cancellationToken: Token);

        var items = await RestAsync(stream);

        items.Select(item => item.PayloadCase).ShouldBe(
        [
            StreamResponse.PayloadOneofCase.Task,
            StreamResponse.PayloadOneofCase.StatusUpdate,
            StreamResponse.PayloadOneofCase.ArtifactUpdate,
            StreamResponse.PayloadOneofCase.StatusUpdate,
        ]);
        items[^1].StatusUpdate.Status.State.ShouldBe(TaskState.Completed);
    }

    [Fact]
    public async Task A_direct_answer_is_the_only_item_and_has_no_place()
    {
        using var stream = api.Grpc.Service.SendStreamingMessage(GrpcCallTests.Say("answer", tenant: "gated"), cancellationToken: Token);

        (await RestAsync(stream)).ShouldHaveSingleItem().Message.Parts[0].Text.ShouldBe("at once");

        (await stream.ResponseHeadersAsync).Get(LastEventId).ShouldBeNull();
        stream.GetTrailers().Get(LastEventId).ShouldBeNull();
    }

    [Fact]
    public async Task A_stream_goes_on_after_the_place_that_its_headers_or_trailers_name()
    {
        using var whole = api.Grpc.Service.SendStreamingMessage(GrpcCallTests.Say("be quick"), cancellationToken: Token);
        var items = await RestAsync(whole);
        var task = items[0].Task.Id;
        var (begin, end) = ((await whole.ResponseHeadersAsync).GetValue(LastEventId), whole.GetTrailers().GetValue(LastEventId));

        using var again = Subscribe(api.Grpc, task, begin);
        var resumed = await RestAsync(again);

        resumed.ShouldBe(items.Skip(1));
        ((await again.ResponseHeadersAsync).GetValue(LastEventId), again.GetTrailers().GetValue(LastEventId)).ShouldBe((begin, end));
        using var nothing = Subscribe(api.Grpc, task, end);
        (await Should.ThrowAsync<RpcException>(() => RestAsync(nothing))).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        using var wrong = Subscribe(api.Grpc, task, "nonsense");
        (await Should.ThrowAsync<RpcException>(() => RestAsync(wrong))).GetRpcStatus().ShouldNotBeNull().GetDetail<BadRequest>().ShouldNotBeNull()
            .FieldViolations.ShouldHaveSingleItem().Field.ShouldBe("Last-Event-ID");
    }

    [Fact]
    public async Task A_client_that_leaves_a_stream_cancels_no_task()
    {
        using var caller = new GrpcCaller();
        var gate = new GatedAgent();
        await using var replica = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Limits:OpenStreamsPerCaller"] = "1" }, gate);
        using var stream = caller.Service.SendStreamingMessage(GrpcCallTests.Say("wait", tenant: "gated"), cancellationToken: Token);
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        var id = stream.ResponseStream.Current.Task.Id;

        stream.Dispose();

        // Its place is free again: the server has seen it leave.
        await Eventually.TrueAsync(
            async () => (await caller.TellAsync("SendStreamingMessage", Tongue.V1Grpc.Say("answer"), "gated")).Status == 200, "a place");
        gate.Open();
        await Eventually.TrueAsync(
            async () => (await caller.TellAsync("GetTask", $$"""{"id":"{{id}}"}""", "gated")).State == "TASK_STATE_COMPLETED", "the end");
    }

    [Theory]
    [InlineData("last-event-id", "nonsense")]
    [InlineData("foo-bin", "!!!")]
    public async Task A_header_that_a_new_stream_does_not_read_changes_nothing(string name, string value)
    {
        using var http = new HttpClient { BaseAddress = new(api.Grpc.Address) };
        var message = GrpcCallTests.Say("be quick").ToByteArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lf.a2a.v1.A2AService/SendStreamingMessage")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, .. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(message.Length)), .. message]),
            Headers = { { "te", "trailers" }, { name, value } },
        };
        request.Content.Headers.ContentType = new("application/grpc");

        using var answer = await http.SendAsync(request, Token);
        await answer.Content.ReadAsByteArrayAsync(Token);

        answer.TrailingHeaders.GetValues("grpc-status").ShouldHaveSingleItem().ShouldBe("0");
        answer.Headers.GetValues(LastEventId).ShouldHaveSingleItem().ShouldNotBe(value);
    }

    [Fact]
    public async Task A_deadline_ends_the_answer_and_not_the_task()
    {
        var context = Guid.NewGuid().ToString();

        var task = await Eventually.NotNullAsync(
            async () =>
            {
                var send = Should.ThrowAsync<RpcException>(async () => await api.Grpc.Service.SendMessageAsync(
                    GrpcCallTests.Say("wait", context, "gated"), deadline: DateTime.UtcNow.AddSeconds(2), cancellationToken: Token));
                (await send).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
                return (await api.Grpc.Service.ListTasksAsync(
                    new() { Tenant = "gated", ContextId = context }, cancellationToken: Token)).Tasks.FirstOrDefault();
            },
            "a task that came before its deadline");

        task.Status.State.ShouldBeOneOf(TaskState.Submitted, TaskState.Working);
    }

    [Fact]
    public async Task A_caller_has_so_many_streams_open_and_is_told_when_to_try_again()
    {
        using var caller = new GrpcCaller();
        var gate = new GatedAgent();
        await using var replica = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Limits:OpenStreamsPerCaller"] = "1" }, gate);
        using var first = caller.Service.SendStreamingMessage(GrpcCallTests.Say("wait", tenant: "gated"), cancellationToken: Token);
        (await first.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        using var second = caller.Service.SendStreamingMessage(GrpcCallTests.Say("wait", tenant: "gated"), cancellationToken: Token);

        var refused = await Should.ThrowAsync<RpcException>(() => RestAsync(second));

        refused.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        refused.GetRpcStatus().ShouldNotBeNull().GetDetail<RetryInfo>().ShouldNotBeNull().RetryDelay.ToTimeSpan().ShouldBeGreaterThan(TimeSpan.Zero);
        first.Dispose();
        await Eventually.TrueAsync(async () => (await caller.TellAsync("SendStreamingMessage", Tongue.V1Grpc.Say("answer"), "gated")).Status == 200, "a place");
        gate.Open();
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_with_the_place_to_go_on_from()
    {
        using var caller = new GrpcCaller();
        using var next = new GrpcCaller();
        var gate = new GatedAgent();
        var replica = ApiReplica.Start(redis.Server, new(caller.Settings), gate);
        using var stream = caller.Service.SendStreamingMessage(GrpcCallTests.Say("wait", tenant: "gated"), cancellationToken: Token);
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        var id = stream.ResponseStream.Current.Task.Id;
        var rest = Should.ThrowAsync<RpcException>(() => RestAsync(stream));

        await replica.DisposeAsync();

        (await rest).StatusCode.ShouldBe(StatusCode.Unavailable);
        var place = stream.GetTrailers().GetValue(LastEventId).ShouldNotBeNull();
        gate.Open();
        await using var other = ApiReplica.Start(redis.Server, new(next.Settings), gate);
        using var resumed = Subscribe(next, id, place, "gated");
        (await RestAsync(resumed))[^1].StatusUpdate.Status.State.ShouldBe(TaskState.Completed);
    }

    [Fact]
    public async Task A_stream_whose_client_reads_nothing_is_closed_and_its_task_goes_on()
    {
        using var caller = new GrpcCaller();
        await using var replica = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Http:SlowReader"] = "00:00:02" }, new PouringAgent());
        using var stream = caller.Service.SendStreamingMessage(GrpcCallTests.Say("pour", tenant: "pouring"), cancellationToken: Token);
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        var id = stream.ResponseStream.Current.Task.Id;

        await Eventually.TrueAsync(() => Task.FromResult(replica.Log.ToString().Contains("its caller took nothing for", StringComparison.Ordinal)), "the cut");

        await Should.ThrowAsync<RpcException>(() => RestAsync(stream));
        await Eventually.TrueAsync(
            async () => (await caller.TellAsync("GetTask", $$"""{"id":"{{id}}","historyLength":0}""", "pouring")).State == "TASK_STATE_COMPLETED", "the end");
    }

    private static AsyncServerStreamingCall<StreamResponse> Subscribe(GrpcCaller caller, string id, string? lastEventId, string tenant = "") =>
        caller.Service.SubscribeToTask(
            new() { Id = id, Tenant = tenant }, lastEventId is null ? [] : [new(LastEventId, lastEventId)], cancellationToken: Token);

    private static async Task<List<StreamResponse>> RestAsync(AsyncServerStreamingCall<StreamResponse> stream)
    {
        var items = new List<StreamResponse>();
        await foreach (var item in stream.ResponseStream.ReadAllAsync(Token))
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>Says more than any buffer on the way holds.</summary>
    private sealed class PouringAgent : IAgent
    {
        public string Name => "pouring";

        public A2A.Protocol.AgentCard Card { get; } = new() { Name = "Pouring", Capabilities = new() { Streaming = true } };

        public async Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken)
        {
            for (var i = 0; i < 40; i++)
            {
                await task.WorkingAsync(new string('x', 100_000), cancellationToken);
            }

            await task.CompleteAsync("all said", cancellationToken);
        }
    }
}
