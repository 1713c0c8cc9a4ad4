using System.Net;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using static A2A.Protocol.Tests.Golden.GoldenFiles;
using FieldViolation = A2A.Protocol.JsonRpc.FieldViolation;
using Task = System.Threading.Tasks.Task;

namespace A2A.Protocol.Tests.Client;

/// <summary>Statuses of gRPC, and answers that are none, as the errors of the client.</summary>
public sealed class GrpcErrorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_has_its_code_and_what_the_details_say()
    {
        await using var server = await RefusingAsync(StatusCode.NotFound, "Refused: grüezi.",
            Any.Pack(new Google.Rpc.ErrorInfo { Reason = "TASK_NOT_FOUND", Domain = "a2a-protocol.org", Metadata = { ["taskId"] = "task-1" } }),
            Any.Pack(new Google.Rpc.BadRequest { FieldViolations = { new Google.Rpc.BadRequest.Types.FieldViolation { Field = "id", Description = "is unknown." } } }),
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(7)) }),
            new Any { TypeUrl = "type.googleapis.com/google.rpc.RetryInfo", Value = ByteString.CopyFrom(255, 255) },
            new Any { TypeUrl = "type.googleapis.com/unknown" });

        var error = await RefusalOf(server);

        (error.Code, error.StatusCode, error.RetryAfter).ShouldBe((A2AErrorCode.TaskNotFound, HttpStatusCode.NotFound, TimeSpan.FromSeconds(7)));
        error.Info.ShouldNotBeNull().ShouldSatisfyAllConditions(
            info => info.Reason.ShouldBe("TASK_NOT_FOUND"),
            info => info.Domain.ShouldBe("a2a-protocol.org"),
            info => info.Metadata.ShouldNotBeNull()["taskId"].ShouldBe("task-1"));
        error.FieldViolations.ShouldBe([new FieldViolation { Field = "id", Description = "is unknown." }]);
        error.Message.ShouldBe("The agent refused GetTask: Refused: grüezi.; id: is unknown. (code -32001).");
    }

    [Fact]
    public async Task A_wait_that_is_longer_than_any_time_is_left_out()
    {
        await using var server = await RefusingAsync(
            StatusCode.Unavailable, "Not now.", Any.Pack(new RetryInfo { RetryDelay = new() { Seconds = long.MaxValue } }));

        (await RefusalOf(server)).ShouldSatisfyAllConditions(
            error => error.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable),
            error => error.RetryAfter.ShouldBeNull());
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, A2AErrorCode.InvalidParams, 400)]
    [InlineData(StatusCode.Unimplemented, A2AErrorCode.MethodNotFound, 501)]
    [InlineData(StatusCode.Internal, A2AErrorCode.InternalError, 500)]
    [InlineData(StatusCode.Unknown, null, 500)]
    [InlineData(StatusCode.NotFound, null, 404)]
    [InlineData(StatusCode.Unauthenticated, null, 401)]
    [InlineData(StatusCode.PermissionDenied, null, 403)]
    [InlineData(StatusCode.FailedPrecondition, null, 400)]
    [InlineData(StatusCode.ResourceExhausted, null, 429)]
    [InlineData(StatusCode.Unavailable, null, 503)]
    [InlineData(StatusCode.DeadlineExceeded, null, 504)]
    public async Task A_status_without_details_has_the_code_and_the_HTTP_status_that_fit(StatusCode status, int? code, int http)
    {
        await using var server = await RefusingAsync(status, "Bad.");

        var error = await RefusalOf(server);

        (error.Code, error.StatusCode, error.Info).ShouldBe((code, (HttpStatusCode)http, null));
        error.Message.ShouldBe($"The agent refused GetTask: Bad. ({(code is null ? $"gRPC status {status}" : $"code {code}")}).");
    }

    [Fact]
    public async Task Secrets_that_were_sent_are_not_in_the_error_though_the_server_echoes_them()
    {
        await using var server = await RefusingAsync(StatusCode.InvalidArgument, "token-1 and credentials-1 are weak");
        var config = Read<TaskPushNotificationConfig>("v1-push-config") with { Secret = null, Format = null };

        var error = await Should.ThrowAsync<A2AException>(() => Client(server).SetPushConfigAsync(config, Token));

        error.ToString().ShouldContain("*** and *** are weak");
        error.ToString().ShouldNotContain("token-1");
    }

    [Fact]
    public async Task Secrets_that_were_sent_are_not_in_the_error_though_a_page_echoes_them()
    {
        await using var server = await ServeAsync(call => PageAsync(call.Context, 404, "<html>token-1"));
        var config = new TaskPushNotificationConfig { TaskId = "task-1", Url = "https://client.example", Token = "token-1" };

        var error = await Should.ThrowAsync<A2AException>(() => Client(server).SetPushConfigAsync(config, Token));

        error.ToString().ShouldContain("<html>***");
        error.ToString().ShouldNotContain("token-1");
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_an_error_and_not_a_refusal_of_the_server()
    {
        var task = Events.Task(TaskState.Working) with { Artifacts = [new() { ArtifactId = "a", Parts = [Part.Of(new string('x', 20_000))] }] };
        await using var server = await ServeAsync(call => call.Operation == "GetTask" ? call.GiveTaskAsync(task) : call.EventAsync(null, new() { Task = task }));
        var client = Client(server, options => options with { LongestAnswer = 10_000 });

        (await Should.ThrowAsync<A2AException>(() => client.GetTaskAsync("task-1", null, Token))).Message.ShouldContain("more than 10000 bytes");
        (await Should.ThrowAsync<A2AException>(() => Events.ListAsync(client.SubscribeAsync("task-1", null, Token))))
            .Message.ShouldContain("more than 10000 bytes");
    }

    [Fact]
    public async Task A_message_that_is_no_task_is_said_to_be_none()
    {
        await using var server = await ServeAsync(call => GrpcWire.WriteAsync(call.Context, [255, 255, 255]));
        await using var empty = await ServeAsync(call => call.GiveAsync("{}"));

        (await RefusalOf(server)).Message.ShouldStartWith("GetTask was answered with something else than the message Task.");
        (await RefusalOf(empty)).Message.ShouldStartWith("GetTask was answered with something else than a task with id and status.");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_page_is_no_refusal_of_an_agent_and_keeps_its_HTTP_status(int status)
    {
        await using var server = await ServeAsync(call => PageAsync(call.Context, status));

        A2AException[] errors =
        [
            await RefusalOf(server),
            await Should.ThrowAsync<A2AException>(() => Events.ListAsync(Client(server).SubscribeAsync("task-1", null, Token))),
        ];

        foreach (var (error, asked) in errors.Zip(["GetTask", "SubscribeToTask"]))
        {
            (error.Code, error.StatusCode).ShouldBe((null, (HttpStatusCode)status));
            error.RetryAfter.ShouldBe(status == 200 ? null : TimeSpan.FromSeconds(7));
            error.Message.ShouldStartWith($"{asked} was answered with {(status == 200 ? "something else than gRPC" : $"HTTP {status}")}");
            error.Message.ShouldEndWith("It begins: <html>page was not found");
        }
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(404, false)]
    [InlineData(429, true)]
    [InlineData(503, true)]
    public async Task A_page_in_place_of_a_stream_is_asked_for_again_only_where_it_may_pass(int status, bool mayPass)
    {
        var connections = 0;
        await using var server = await ServeAsync(async call =>
        {
            switch (Interlocked.Increment(ref connections))
            {
                case 1:
                    await call.EventAsync("e0", Events.Snapshot(TaskState.Working));
                    break;
                case 2:
                    await PageAsync(call.Context, status, retryAfter: 0);
                    break;
                default:
                    await call.EventAsync("e0", Events.Status(TaskState.Completed));
                    break;
            }
        });
        var items = Events.ListAsync(Client(server).StreamAsync(new(), Token));

        if (mayPass)
        {
            (await items).Count.ShouldBe(2);
        }
        else
        {
            (await Should.ThrowAsync<A2AException>(items)).StatusCode.ShouldBe((HttpStatusCode)status);
            connections.ShouldBe(2);
        }
    }

    [Fact]
    public async Task A_call_that_ends_without_a_status_is_broken_off()
    {
        await using var server = await ServeAsync(async call =>
        {
            GrpcWire.EndWithoutStatus(call.Context);
            await call.GiveTaskAsync(Events.Task(TaskState.Working));
        });

        await Should.ThrowAsync<IOException>(() => Client(server).GetTaskAsync("task-1", null, Token));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_what_HttpClient_says()
    {
        var server = await ServeAsync(_ => Task.CompletedTask);
        var url = server.GrpcUrl;
        await server.DisposeAsync();
        using var http = new HttpClient(A2AClient.CreateHandler());
        var client = new A2AClient(http, url, new A2AClientOptions { Binding = ProtocolBinding.Grpc }.UseGrpc());

        (await Should.ThrowAsync<HttpRequestException>(() => client.GetTaskAsync("task-1", null, Token)))
            .HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_does_not_come_or_not_end_in_time_is_a_time_out(bool begins)
    {
        await using var server = await ServeAsync(async call =>
        {
            if (begins)
            {
                call.Context.Response.ContentType = "application/grpc";
                await GrpcWire.WriteHalfAsync(call.Context);
            }

            await Task.Delay(Timeout.Infinite, call.Context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        server.Http.Timeout = TimeSpan.FromMilliseconds(500);

        // Shouldly makes a new exception of a canceled task.
        var error = await Assert.ThrowsAsync<TaskCanceledException>(() => Client(server).GetTaskAsync("task-1", null, Token));

        error.InnerException.ShouldBeOfType<TimeoutException>();
        error.Message.ShouldContain("HttpClient");
    }

    [Fact]
    public async Task Cancelling_closes_the_call()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServeAsync(async call =>
        {
            call.Context.RequestAborted.Register(closed.SetResult);
            await cancellation.CancelAsync();
            await closed.Task.WaitAsync(Patience);
        });

        await Should.ThrowAsync<OperationCanceledException>(() => Client(server).GetTaskAsync("task-1", null, cancellation.Token));

        await closed.Task.WaitAsync(Patience, Token);
    }

    private static Task<A2AException> RefusalOf(AgentServer server) =>
        Should.ThrowAsync<A2AException>(() => Client(server).GetTaskAsync("task-1", null, Token));

    private static A2AClient Client(AgentServer server, Func<A2AClientOptions, A2AClientOptions>? change = null) =>
        server.ClientOf(ProtocolVersion.V10, ProtocolBinding.Grpc, change);

    private static Task<AgentServer> RefusingAsync(StatusCode code, string message, params Any[] details) =>
        ServeAsync(call => GrpcWire.RefuseAsync(call.Context, code, message, details));

    /// <summary>Answers as something else than an agent.</summary>
    private static Task PageAsync(HttpContext context, int status, string text = "<html>page was not found", int retryAfter = 7)
    {
        GrpcWire.EndWithoutStatus(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        context.Response.Headers.RetryAfter = $"{retryAfter}";
        return context.Response.WriteAsync(text);
    }

    private static Task<AgentServer> ServeAsync(Func<Incoming, Task> answer) => AgentServer.StartAsync(
        (context, body) => answer(new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.Grpc)));
}
