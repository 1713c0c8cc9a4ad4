using System.Text.Json.Nodes;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using A2A.Protocol.Tests.Golden;
using static A2A.Protocol.Tests.Golden.GoldenFiles;

namespace A2A.Protocol.Tests.Client;

/// <summary>Each operation over gRPC, as a server sees it, and what comes back.</summary>
public sealed class GrpcOperationTests
{
    private static readonly Func<A2AClientOptions, A2AClientOptions> OfTenant = options => options with { Tenant = "tenant-1" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_operation_has_its_method_and_message()
    {
        await using var server = await ServeAsync(call => call.GiveAsync(call.Operation switch
        {
            "SendMessage" => $$"""{"task":{{Text("v1-task")}}}""",
            "GetTask" or "CancelTask" => Text("v1-task"),
            "ListTasks" => Text("v1-list-tasks-response"),
            "ListTaskPushNotificationConfigs" => Text("v1-list-push-configs-response-minimal"),
            "DeleteTaskPushNotificationConfig" => "{}",
            "GetExtendedAgentCard" => Text("v1-agent-card"),
            _ => """{"id":"config-1","taskId":"task-1","url":"https://client.example"}""",
        }));
        var client = Client(server, OfTenant);

        (await client.SendAsync(Request(), Token)).Task.ShouldBeOnTheWire("v1-task");
        (await client.GetTaskAsync("task-1", 0, Token)).ShouldBeOnTheWire("v1-task");
        var page = await client.ListTasksAsync(new() { ContextId = "context-1", Status = TaskState.Working, PageSize = 5 }, Token);
        (await client.CancelAsync("task-1", Token)).ShouldBeOnTheWire("v1-task");
        var set = await client.SetPushConfigAsync(new() { TaskId = "task-1", Url = "https://client.example", Token = "token-1" }, Token);
        var got = await client.GetPushConfigAsync("task-1", "config 1/2", Token);
        (await client.ListPushConfigsAsync("task-1", Token)).ShouldHaveSingleItem();
        await client.DeletePushConfigAsync("task-1", "config-1", Token);
        (await client.GetExtendedCardAsync(Token)).ShouldBeOnTheWire("v1-agent-card");

        page.Tasks[0].ShouldBeOnTheWire("v1-task");
        (set.Url, got.Id).ShouldBe(("https://client.example", "config-1"));
        server.Requests.Select(request => request.Path.Split('/')[^1]).Zip(server.Calls.Select(call => call.ToJsonString()))
            .Skip(1).Select(pair => $"{pair.First} {pair.Second}").ShouldBe(
            [
                """GetTask {"tenant":"tenant-1","id":"task-1","historyLength":0}""",
                """ListTasks {"tenant":"tenant-1","contextId":"context-1","status":"TASK_STATE_WORKING","pageSize":5}""",
                """CancelTask {"tenant":"tenant-1","id":"task-1"}""",
                """CreateTaskPushNotificationConfig {"tenant":"tenant-1","taskId":"task-1","url":"https://client.example","token":"token-1"}""",
                """GetTaskPushNotificationConfig {"tenant":"tenant-1","taskId":"task-1","id":"config 1/2"}""",
                """ListTaskPushNotificationConfigs {"taskId":"task-1","tenant":"tenant-1"}""",
                """DeleteTaskPushNotificationConfig {"tenant":"tenant-1","taskId":"task-1","id":"config-1"}""",
                """GetExtendedAgentCard {"tenant":"tenant-1"}""",
            ]);
        var sent = JsonNode.Parse(Text("v1-send-message")).ShouldNotBeNull().AsObject();
        sent["tenant"] = "tenant-1";
        sent["configuration"]!.AsObject().Remove("taskPushNotificationConfig");
        JsonNode.DeepEquals(server.Calls.First(), sent).ShouldBeTrue(server.Calls.First().ToJsonString());
    }

    [Fact]
    public async Task Version_extensions_and_the_callers_own_headers_go_with_every_call()
    {
        await using var server = await ServeAsync(call => call.Operation == "GetTask"
            ? call.GiveTaskAsync(Events.Task(TaskState.Working))
            : call.EventAsync(null, Events.Snapshot(TaskState.Completed)));
        server.Http.DefaultRequestHeaders.Add("X-API-Key", "key-1");
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", "token-1");
        var client = Client(server, options => options with { Extensions = ["https://example.com/a", "https://example.com/b"] });

        await client.GetTaskAsync("task-1", null, Token);
        await Events.ListAsync(client.SubscribeAsync("task-1", null, Token));

        server.Requests.Count.ShouldBe(2);
        foreach (var (_, headers) in server.Requests)
        {
            headers["a2a-version"].ToString().ShouldBe("1.0");
            headers["a2a-extensions"].ToString().ShouldBe("https://example.com/a, https://example.com/b");
            headers["x-api-key"].ToString().ShouldBe("key-1");
            headers.Authorization.ToString().ShouldBe("Bearer token-1");
        }
    }

    [Fact]
    public async Task The_tenant_of_the_chosen_interface_is_in_every_message()
    {
        AgentServer? self = null;
        await using var server = await AgentServer.StartAsync((context, body) => GrpcWire.IsUsed(context)
            ? new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.Grpc).GiveTaskAsync(Events.Task(TaskState.Working))
            : Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $$"""
                {"name":"T","supportedInterfaces":[{"url":"{{self!.GrpcUrl.Authority}}","protocolBinding":"GRPC","protocolVersion":"1.0","tenant":"report"}]}
                """));
        self = server;
        var client = await A2AClient.ConnectAsync(server.Http, server.Url, new A2AClientOptions().UseGrpc(), Token);

        await client.GetTaskAsync("task-1", null, Token);

        server.Calls.ShouldHaveSingleItem()["tenant"]!.GetValue<string>().ShouldBe("report");
    }

    [Fact]
    public async Task What_gRPC_has_no_field_for_is_not_sent_without_it()
    {
        await using var server = await ServeAsync(call => call.GiveAsync("{}"));

        var error = await Should.ThrowAsync<A2AException>(() => Client(server).SetPushConfigAsync(Read<TaskPushNotificationConfig>("v1-push-config"), Token));

        error.Code.ShouldBe(A2AErrorCode.InvalidParams);
        error.Message.ShouldContain("CreateTaskPushNotificationConfig was not sent");
        error.Message.ShouldContain("secret");
        error.ToString().ShouldNotContain("secret-1");
        server.Requests.ShouldBeEmpty();
    }

    private static SendMessageRequest Request()
    {
        var request = Read<SendMessageRequest>("v1-send-message");
        return request with { Configuration = request.Configuration! with { TaskPushNotificationConfig = null } };
    }

    private static A2AClient Client(AgentServer server, Func<A2AClientOptions, A2AClientOptions>? change = null) =>
        server.ClientOf(ProtocolVersion.V10, ProtocolBinding.Grpc, change);

    private static Task<AgentServer> ServeAsync(Func<Incoming, Task> answer) => AgentServer.StartAsync(
        (context, body) => answer(new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.Grpc)));
}
