using System.Net;
using System.Text;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using Microsoft.AspNetCore.Http;
using static A2A.Protocol.Tests.Golden.GoldenFiles;

namespace A2A.Protocol.Tests.Client;

/// <summary>Errors with details, and answers that are no answers.</summary>
public sealed class HostileAnswerTests
{
    private static readonly Func<A2AClientOptions, A2AClientOptions> Small = options => options with { LongestAnswer = 10_000 };

    public static TheoryData<ProtocolVersion, ProtocolBinding> AllWays => Ways.Http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_refusal_has_its_code_and_what_the_details_say(ProtocolVersion version, ProtocolBinding binding)
    {
        const string Details = """[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"id","description":"is unknown."}]},{"@type":7},"text"]""";
        await using var server = await AgentServer.StartAsync((context, body) =>
            new Incoming(context, body, version, binding).RefuseAsync(A2AErrorCode.TaskNotFound, "TASK_NOT_FOUND", 404, Details));

        var error = await Should.ThrowAsync<A2AException>(() => server.ClientOf(version, binding).GetTaskAsync("task-1", null, Token));

        error.Code.ShouldBe(A2AErrorCode.TaskNotFound);
        error.StatusCode.ShouldBe(binding == ProtocolBinding.JsonRpc ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        if ((version, binding) != (ProtocolVersion.V03, ProtocolBinding.HttpJson))
        {
            error.Info!.Reason.ShouldBe("TASK_NOT_FOUND");
            error.Info.Metadata!["taskId"].ShouldBe("task-1");
            error.FieldViolations.ShouldBe([new FieldViolation { Field = "id", Description = "is unknown." }]);
            error.Message.ShouldContain("Refused.; id: is unknown.");
        }
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"Bad."}}""", A2AErrorCode.InvalidParams)]
    [InlineData("""{"error":{"code":501,"status":"UNIMPLEMENTED","message":"Bad."}}""", A2AErrorCode.MethodNotFound)]
    [InlineData("""{"error":{"code":500,"status":"INTERNAL","message":"Bad."}}""", A2AErrorCode.InternalError)]
    [InlineData("""{"error":{"code":404,"status":"NOT_FOUND","message":"Bad."}}""", null)]
    [InlineData("""{"error":{"code":-32003,"message":"Bad."}}""", A2AErrorCode.PushNotificationNotSupported)]
    [InlineData("""{"code":-32003,"message":"Bad.","data":{}}""", A2AErrorCode.PushNotificationNotSupported)]
    public async Task An_error_over_HTTP_JSON_has_the_code_that_fits(string body, int? code)
    {
        await using var server = await AgentServer.SayingAsync(body, 400);

        var error = await Should.ThrowAsync<A2AException>(() => Newer(server).GetTaskAsync("task-1", null, Token));

        error.Code.ShouldBe(code);
        error.Message.ShouldStartWith("The agent refused GetTask: Bad. (");
    }

    [Fact]
    public async Task Every_reason_of_the_protocol_has_its_code()
    {
        foreach (var code in Enumerable.Range(1, 9).Select(n => -32000 - n))
        {
            await using var server = await AgentServer.SayingAsync(
                $$"""{"error":{"code":400,"message":"Bad.","details":[{"@type":"{{ErrorInfo.TypeName}}","reason":"{{A2AErrorReason.Of(code)}}"}]} }""", 400);

            (await Should.ThrowAsync<A2AException>(() => Newer(server).GetTaskAsync("task-1", null, Token))).Code.ShouldBe(code);
        }
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_wish_to_wait_is_in_the_error(int status)
    {
        await using var server = await AgentServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "17";
            return Task.CompletedTask;
        });

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.GetTaskAsync("task-1", null, Token));

        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(17));
        error.StatusCode.ShouldBe((HttpStatusCode)status);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task An_answer_without_end_is_cut_off(ProtocolVersion version, ProtocolBinding binding)
    {
        await using var server = await AgentServer.StartAsync((context, _) => PourAsync(context, "application/json", "{\"id\":\""));

        var error = await Should.ThrowAsync<A2AException>(() => server.ClientOf(version, binding, Small).GetTaskAsync("task-1", null, Token));

        error.Message.ShouldContain("more than 10000 bytes");
    }

    [Theory]
    [InlineData("data: ")]
    [InlineData(": ")]
    [InlineData("id: ")]
    public async Task An_event_without_end_is_cut_off(string beginning)
    {
        await using var server = await AgentServer.StartAsync((context, _) => PourAsync(context, "text/event-stream", beginning));

        var error = await Should.ThrowAsync<A2AException>(() =>
            Events.ListAsync(server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, Small).SubscribeAsync("task-1", null, Token)));

        error.Message.ShouldContain("more than 10000 bytes");
    }

    [Fact]
    public async Task A_long_stream_of_short_events_is_not_cut_off()
    {
        await using var server = await AgentServer.StartAsync(async (context, body) =>
        {
            var call = new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.HttpJson);
            foreach (var step in Enumerable.Range(0, 500))
            {
                await call.EventAsync(null, Events.Status(TaskState.Working, $"step {step}"));
            }

            await call.EventAsync(null, Events.Status(TaskState.Completed));
        });

        var items = await Events.ListAsync(server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, Small).SubscribeAsync("task-1", null, Token));

        items.Count.ShouldBe(501);
    }

    [Fact]
    public async Task An_answer_that_drips_ends_with_the_time_out_of_the_transport()
    {
        await using var server = await AgentServer.StartAsync(async (context, _) =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var http = new HttpClient(A2AClient.CreateHandler()) { Timeout = TimeSpan.FromMilliseconds(500) };

        // Shouldly makes a new exception of a canceled task.
        var error = await Assert.ThrowsAsync<TaskCanceledException>(() => new A2AClient(http, server.Url).GetTaskAsync("task-1", null, Token));

        error.InnerException.ShouldBeOfType<TimeoutException>();
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_with_credentials(int status)
    {
        await using var elsewhere = await AgentServer.SayingAsync("{}");
        await using var server = await AgentServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Url.AbsoluteUri;
            return Task.CompletedTask;
        });
        using var http = new HttpClient(A2AClient.CreateHandler()) { DefaultRequestHeaders = { { "X-Api-Key", "key-1" } } };

        var error = await Should.ThrowAsync<A2AException>(() => new A2AClient(http, server.Url).GetTaskAsync("task-1", null, Token));

        error.Message.ShouldContain("Redirects are not followed");
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "a task.")]
    [InlineData("null", "a task.")]
    [InlineData("[]", "a task.")]
    [InlineData("<html>", "JSON.")]
    [InlineData("{}", "a task with id and status.")]
    [InlineData("""{"id":"task-1"}""", "a task with id and status.")]
    [InlineData("""{"id":"task-1","status":{"state":"TASK_STATE_PAUSED"}}""", "a task.")]
    public async Task What_is_no_task_of_1_0_is_said_to_be_none(string answer, string problem)
    {
        await using var server = await AgentServer.SayingAsync(answer);

        var error = await Should.ThrowAsync<A2AException>(() => Newer(server).GetTaskAsync("task-1", null, Token));

        error.Message.ShouldStartWith($"GetTask was answered with something else than {problem}");
    }

    [Theory]
    [InlineData("{}", "a task, a message or an update")]
    [InlineData("""{"statusUpdate":{}}""", "a task, a message or an update")]
    [InlineData("""{"task":{"id":"task-1"}}""", "a task with id and status")]
    [InlineData("""{"artifactUpdate":{"artifact":[]}}""", "an artifact update")]
    [InlineData("no json", "JSON")]
    public async Task What_is_no_event_of_1_0_is_said_to_be_none(string data, string problem)
    {
        await using var server = await AgentServer.SayingAsync($"data: {data}\n\n", contentType: "text/event-stream");

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(Newer(server).SubscribeAsync("task-1", null, Token)));

        error.Message.ShouldContain($"something else than {problem}.");
    }

    [Fact]
    public async Task An_error_within_a_stream_over_HTTP_JSON_is_the_agents()
    {
        await using var server = await AgentServer.SayingAsync(
            $"data: {Text("error-http").ReplaceLineEndings("")}\n\n", contentType: "text/event-stream");

        var error = await Should.ThrowAsync<A2AException>(() => Events.ListAsync(Newer(server).SubscribeAsync("task-1", null, Token)));

        error.Code.ShouldBe(A2AErrorCode.TaskNotFound);
    }

    private static A2AClient Newer(AgentServer server) => server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson);

    /// <summary>Sends bytes until the caller has had enough, at most 100 MB.</summary>
    private static async Task PourAsync(HttpContext context, string contentType, string beginning)
    {
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(beginning);
        var more = Encoding.UTF8.GetBytes(new string('x', 100_000));
        for (var n = 0; n < 1_000 && !context.RequestAborted.IsCancellationRequested; n++)
        {
            await context.Response.Body.WriteAsync(more);
        }
    }
}
