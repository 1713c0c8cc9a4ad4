using System.Net;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using Microsoft.AspNetCore.Http;
using static A2A.Protocol.Tests.Golden.GoldenFiles;

namespace A2A.Protocol.Tests.Client;

public sealed class ErrorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task A_refusal_has_the_agents_code_and_words(int status)
    {
        await using var server = await AgentServer.StartAsync((context, call) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(AgentServer.Error(call!, A2AErrorCode.TaskNotFound, "There is no task task-1."));
        });

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.GetTaskAsync("task-1", null, Token));

        error.Code.ShouldBe(A2AErrorCode.TaskNotFound);
        error.StatusCode.ShouldBe((HttpStatusCode)status);
        error.Message.ShouldBe("The agent refused tasks/get: There is no task task-1. (code -32001).");
    }

    [Fact]
    public async Task A_bad_status_shows_how_the_answer_begins()
    {
        await using var server = await AgentServer.SayingAsync("<html>\r\n" + new string('x', 5_000), 502, "text/html");

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.GetTaskAsync("task-1", null, Token));

        error.Code.ShouldBeNull();
        error.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        error.Message.ShouldStartWith("tasks/get was answered with HTTP 502 instead of a result. It begins: <html>  xxx");
        error.Message.Length.ShouldBeLessThan(400);
    }

    [Theory]
    [InlineData("", "JSON-RPC. The answer is empty.")]
    [InlineData("null", "JSON-RPC. It begins: null")]
    [InlineData("[]", "JSON-RPC. It begins: []")]
    [InlineData("""{"kind":"task"}""", "JSON-RPC. It begins: {\"kind\":\"task\"}")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"result":{}}""", "JSON-RPC.")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":{}}""", "the answer to call 1.")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", "a task, a message or an update.")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":[]}""", "a task, a message or an update.")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"kind":"task"}}""", "a task with id and status.")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"kind":"task","id":7}}""", "a task.")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"kind":"message"}}""", "a task.")]
    public async Task What_is_no_task_is_said_to_be_none(string answer, string problem)
    {
        await using var server = await AgentServer.SayingAsync(answer);

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.GetTaskAsync("task-1", null, Token));

        error.Code.ShouldBeNull();
        error.Message.ShouldStartWith($"tasks/get was answered with something else than {problem}");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"taskId":"task-1"}""")]
    [InlineData("[]")]
    public async Task What_is_no_push_config_is_said_to_be_none(string result)
    {
        await using var server = await AgentServer.GivingAsync(result);

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.GetPushConfigAsync("task-1", "config-1", Token));

        error.Message.ShouldContain("something else than a push config");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    public async Task What_is_no_card_is_said_to_be_none(string text)
    {
        await using var server = await AgentServer.SayingAsync(text);

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.GetCardAsync(Token));

        error.Message.ShouldStartWith("The agent card was answered with something else than an agent card");
    }

    [Fact]
    public async Task Secrets_that_were_sent_are_not_in_the_error_though_the_server_echoes_them()
    {
        await using var server = await AgentServer.StartAsync((context, call) => context.Response.WriteAsync(
            AgentServer.Error(call!, A2AErrorCode.InvalidParams, "secret-1, token-1 and credentials-1 are weak")));

        var error = await Should.ThrowAsync<A2AException>(() =>
            server.Client.SetPushConfigAsync(Read<TaskPushNotificationConfig>("v1-push-config"), Token));

        error.Message.ShouldContain("***, *** and *** are weak");
    }

    [Theory]
    [InlineData("""{"oops": {"Secret" : "se\"cret-2", "url": "https://client.example"}}""")]
    [InlineData("""{"oops": "{\"token\":\"secret-2\"}"}""")]
    [InlineData("""{"oops": "{\"token\": \"se\\\"cret-2\"}"}""")]
    [InlineData("""{"oops": {"credentials":"secret-2""")]
    public async Task Members_that_hold_secrets_are_not_in_the_sample(string answer)
    {
        await using var server = await AgentServer.SayingAsync(answer);

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.ListPushConfigsAsync("task-1", Token));

        error.ToString().ShouldNotContain("cret-2");
        error.Message.ShouldContain("***");
    }

    [Fact]
    public void Without_an_absolute_address_there_is_no_client()
    {
        using var http = new HttpClient();

        Should.Throw<ArgumentException>(() => new A2AClient(http)).Message.ShouldContain("absolute URL");
        Should.Throw<ArgumentException>(() => new A2AClient(http, new Uri("/a2a", UriKind.Relative)));
    }
}
