using System.Text.Json.Nodes;
using A2A.Protocol.Client;
using A2A.Protocol.Json;
using A2A.Protocol.JsonRpc;
using A2A.Protocol.Tests.Golden;
using Microsoft.AspNetCore.Http;
using static A2A.Protocol.Tests.Golden.GoldenFiles;

namespace A2A.Protocol.Tests.Client;

/// <summary>Each operation as it is on the wire, and what comes back, in the versions and bindings besides 0.3 over JSON-RPC.</summary>
public sealed class OperationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_operation_of_1_0_has_its_method_and_parameters()
    {
        await using var server = await AgentServer.StartAsync((context, call) => context.Response.WriteAsync(
            AgentServer.Result(call!, call!["method"]!.GetValue<string>() switch
            {
                "SendMessage" => $$"""{"task":{{Text("v1-task")}}}""",
                "GetTask" or "CancelTask" => Text("v1-task"),
                "ListTasks" => Text("v1-list-tasks-response"),
                "ListTaskPushNotificationConfigs" => Text("v1-list-push-configs-response-minimal"),
                "DeleteTaskPushNotificationConfig" => "{}",
                "GetExtendedAgentCard" => Text("v1-agent-card"),
                _ => Text("v1-push-config"),
            })));

        await CallAllAsync(server.ClientOf(ProtocolVersion.V10, ProtocolBinding.JsonRpc, options => options with { Tenant = "tenant-1" }));

        server.Calls.Select(call => $"{call["method"]} {call["params"]!.ToJsonString()}").ShouldBe(
        [
            $"SendMessage {WithTenant("v1-send-message")}",
            """GetTask {"tenant":"tenant-1","id":"task-1","historyLength":2}""",
            """ListTasks {"tenant":"tenant-1","contextId":"context-1","status":"TASK_STATE_WORKING","pageSize":5,"statusTimestampAfter":"2026-01-02T03:04:05.000Z"}""",
            """CancelTask {"tenant":"tenant-1","id":"task-1"}""",
            $"CreateTaskPushNotificationConfig {WithTenant("v1-push-config")}",
            """GetTaskPushNotificationConfig {"tenant":"tenant-1","taskId":"task-1","id":"config 1/2"}""",
            """ListTaskPushNotificationConfigs {"tenant":"tenant-1","taskId":"task-1"}""",
            """DeleteTaskPushNotificationConfig {"tenant":"tenant-1","taskId":"task-1","id":"config-1"}""",
            """GetExtendedAgentCard {"tenant":"tenant-1"}""",
        ]);
        server.Requests.ShouldAllBe(request => request.Path == "/agents/trainer" && request.Headers["A2A-Version"] == "1.0");
    }

    [Fact]
    public async Task Each_operation_of_1_0_has_its_path_query_and_body()
    {
        await using var server = await AgentServer.StartAsync((context, _) => context.Response.WriteAsync(
            (context.Request.Method, context.Request.Path.Value!["/agents/trainer/tenant-1".Length..]) switch
            {
                ("POST", "/message:send") => $$"""{"task":{{Text("v1-task")}}}""",
                ("GET", "/tasks") => Text("v1-list-tasks-response"),
                ("GET", "/tasks/task-1") or ("POST", "/tasks/task-1:cancel") => Text("v1-task"),
                ("GET", "/tasks/task-1/pushNotificationConfigs") => Text("v1-list-push-configs-response-minimal"),
                ("GET", "/extendedAgentCard") => Text("v1-agent-card"),
                ("DELETE", _) => "{}",
                _ => Text("v1-push-config"),
            }));

        await CallAllAsync(server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, options => options with { Tenant = "tenant-1" }));

        server.Lines.ShouldBe(
        [
            $"POST /agents/trainer/tenant-1/message:send {Json("v1-send-message")}",
            "GET /agents/trainer/tenant-1/tasks/task-1?historyLength=2",
            "GET /agents/trainer/tenant-1/tasks?contextId=context-1&status=TASK_STATE_WORKING&pageSize=5&statusTimestampAfter=2026-01-02T03%3A04%3A05.000Z",
            "POST /agents/trainer/tenant-1/tasks/task-1:cancel {}",
            $"POST /agents/trainer/tenant-1/tasks/task-1/pushNotificationConfigs {Json("v1-push-config", without: "taskId")}",
            "GET /agents/trainer/tenant-1/tasks/task-1/pushNotificationConfigs/config%201%2F2",
            "GET /agents/trainer/tenant-1/tasks/task-1/pushNotificationConfigs",
            "DELETE /agents/trainer/tenant-1/tasks/task-1/pushNotificationConfigs/config-1",
            "GET /agents/trainer/tenant-1/extendedAgentCard",
        ]);
        server.Requests.ShouldAllBe(request => request.Headers["A2A-Version"] == "1.0" && request.Headers.Accept.ToString().Contains("application/a2a+json"));
        server.Requests.First().Headers.ContentType.ToString().ShouldBe("application/a2a+json");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_operation_of_0_3_has_its_path_query_and_body(bool wrapped)
    {
        await using var server = await AgentServer.StartAsync((context, _) => context.Response.WriteAsync(
            (context.Request.Method, context.Request.Path.Value!["/agents/trainer/v1".Length..]) switch
            {
                ("POST", "/message:send") => wrapped ? $$"""{"task":{{Text("v03-task")}}}""" : Text("v03-task"),
                ("GET", "/tasks") => wrapped ? $$"""{"tasks":[{{Text("v03-task")}}],"nextPageToken":"page-2","pageSize":5,"totalSize":6}""" : $"[{Text("v03-task")}]",
                ("GET", "/tasks/task-1") or ("POST", "/tasks/task-1:cancel") => Text("v03-task"),
                ("GET", "/tasks/task-1/pushNotificationConfigs") => wrapped ? $$"""{"configs":{{Text("v03-push-configs")}}}""" : Text("v03-push-configs"),
                ("GET", "/card") => Text("v03-agent-card"),
                ("DELETE", _) => wrapped ? "{}" : "", // other servers answer with no body
                _ => Text("v03-push-config"),
            }));

        await CallAllAsync(server.ClientOf(ProtocolVersion.V03, ProtocolBinding.HttpJson, options => options with { Tenant = "tenant-1" }), configs: 2, isOldCard: true);

        server.Lines.ShouldBe(
        [
            $"POST /agents/trainer/v1/message:send {Json("v03-send-message")}",
            "GET /agents/trainer/v1/tasks/task-1?historyLength=2",
            "GET /agents/trainer/v1/tasks?contextId=context-1&status=TASK_STATE_WORKING&pageSize=5&statusTimestampAfter=2026-01-02T03%3A04%3A05.000Z",
            "POST /agents/trainer/v1/tasks/task-1:cancel {}",
            $"POST /agents/trainer/v1/tasks/task-1/pushNotificationConfigs {Json("v03-push-config", without: "taskId")}",
            "GET /agents/trainer/v1/tasks/task-1/pushNotificationConfigs/config%201%2F2",
            "GET /agents/trainer/v1/tasks/task-1/pushNotificationConfigs",
            "DELETE /agents/trainer/v1/tasks/task-1/pushNotificationConfigs/config-1",
            "GET /agents/trainer/v1/card",
        ]);
        server.Requests.ShouldAllBe(request => request.Headers["A2A-Version"] == "0.3" && request.Headers.Accept == "application/json");
    }

    [Fact]
    public async Task Answers_of_0_3_in_the_form_of_protobuf_are_read()
    {
        const string Task = """
            {"id":"task-1","contextId":"context-1","status":{"state":"TASK_STATE_CANCELLED","message":{"messageId":"m-1","role":"ROLE_AGENT","content":[
              {"text":"hello"},{"data":{"data":{"a":1}}},{"file":{"fileWithUri":"https://files.example/a","mimeType":"text/csv","name":"a.csv"}},
              {"file":{"fileWithBytes":"AQI="}}]}},
             "artifacts":[{"artifactId":"artifact-1","parts":[{"text":"x"}]}],"history":[{"messageId":"m-0","role":"ROLE_USER","content":[{"text":"hi"}]}]}
            """;
        await using var server = await AgentServer.StartAsync((context, _) => context.Request.Path.Value!.Split('/', ':')[^1] switch
        {
            "stream" => AgentServer.EventAsync(context, "data: " + """{"statusUpdate":{"taskId":"task-1","contextId":"c","status":{"state":"TASK_STATE_COMPLETED"},"final":true}}"""),
            "send" => context.Response.WriteAsync("""{"message":{"messageId":"m-2","role":"ROLE_AGENT","content":[{"text":"42"}]}}"""),
            "pushNotificationConfigs" => context.Response.WriteAsync("""{"name":"tasks/task-1/pushNotificationConfigs/c","pushNotificationConfig":{"id":"c","url":"https://client.example"}}"""),
            _ => context.Response.WriteAsync(Task),
        });
        var client = server.ClientOf(ProtocolVersion.V03, ProtocolBinding.HttpJson);

        var task = await client.GetTaskAsync("task-1", null, Token);
        var sent = await client.SendAsync(new(), Token);
        var streamed = await Events.ListAsync(client.StreamAsync(new(), Token));
        var config = await client.SetPushConfigAsync(new() { TaskId = "task-1", Url = "https://client.example" }, Token);

        task.Status.State.ShouldBe(TaskState.Canceled);
        var parts = task.Status.Message!.Parts;
        parts[0].Text.ShouldBe("hello");
        parts[1].Data!.Value.GetRawText().ShouldBe("""{"a":1}""");
        parts[2].ShouldBe(new Part { Url = "https://files.example/a", MediaType = "text/csv", Filename = "a.csv" });
        parts[3].Raw.ShouldBe([1, 2]);
        task.Artifacts!.Single().Parts.Single().Text.ShouldBe("x");
        task.History!.Single().Role.ShouldBe(Role.User);
        sent.Message!.Text.ShouldBe("42");
        streamed.Single().Response.StatusUpdate!.Status.State.ShouldBe(TaskState.Completed);
        config.TaskId.ShouldBe("task-1");
    }

    [Theory]
    [InlineData(ProtocolBinding.JsonRpc)]
    [InlineData(ProtocolBinding.HttpJson)]
    public async Task Answers_of_1_0_are_read_by_original_names_and_numbers(ProtocolBinding binding)
    {
        const string Task = """
            {"id":"task-1","context_id":"c","status":{"state":3,"message":{"message_id":"m","role":2,"parts":[{"data":null}]}},
             "artifacts":[{"artifact_id":"a","parts":[{"raw":"-_8","media_type":"a/b"}]}],"history":null}
            """;
        await using var server = await AgentServer.StartAsync((context, call) =>
            context.Response.WriteAsync(binding == ProtocolBinding.JsonRpc ? AgentServer.Result(call!, Task) : Task));

        var task = await server.ClientOf(ProtocolVersion.V10, binding).GetTaskAsync("task-1", null, Token);

        task.ContextId.ShouldBe("c");
        task.Status.State.ShouldBe(TaskState.Completed);
        task.Status.Message!.ShouldSatisfyAllConditions(
            message => message.MessageId.ShouldBe("m"),
            message => message.Role.ShouldBe(Role.Agent),
            message => message.Parts.Single().Data.ShouldNotBeNull());
        task.Artifacts!.Single().Parts.Single().ShouldSatisfyAllConditions(
            part => part.Raw.ShouldBe([0xFB, 0xFF]),
            part => part.MediaType.ShouldBe("a/b"));
    }

    [Fact]
    public async Task Events_of_1_0_are_read_by_original_names()
    {
        await using var server = await AgentServer.SayingAsync(
            "data: " + """{"artifact_update":{"task_id":"t","artifact":{"artifact_id":"a"},"last_chunk":true}}""" + "\n\n"
            + "data: " + """{"status_update":{"task_id":"t","status":{"state":3}}}""" + "\n\n",
            contentType: "text/event-stream");

        var items = await Events.ListAsync(server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson).StreamAsync(new(), Token));

        items[0].Response.ArtifactUpdate.ShouldNotBeNull().LastChunk.ShouldBeTrue();
        items[1].Response.StatusUpdate.ShouldNotBeNull().Status.State.ShouldBe(TaskState.Completed);
    }

    [Theory]
    [InlineData(ProtocolVersion.V10, """{"task":{"id":"t","status":{"state":3}},"message":{"messageId":"m"}}""", "has both task and message")]
    [InlineData(ProtocolVersion.V10, """{"message":{"messageId":"m","message_id":"n"}}""", "is the same field as messageId")]
    [InlineData(ProtocolVersion.V03, """{"task":{"id":"t","status":{"state":3}},"msg":{"messageId":"m"}}""", "has both task and message")]
    public async Task An_answer_that_contradicts_itself_is_refused_by_the_names(ProtocolVersion version, string answer, string words)
    {
        await using var server = await AgentServer.SayingAsync(answer);

        var error = await Should.ThrowAsync<A2AException>(() => server.ClientOf(version, ProtocolBinding.HttpJson).SendAsync(new(), Token));

        error.Message.ShouldContain(words);
    }

    [Fact]
    public async Task Answers_of_0_3_in_the_form_of_protobuf_are_read_by_original_names_and_numbers()
    {
        const string Task = """
            {"id":"task-1","context_id":"c","status":{"state":5,"message":{"message_id":"m","role":2,"content":[{"file":{"file_with_bytes":"-_8","mime_type":"a/b"}}]}}}
            """;
        await using var server = await AgentServer.SayingAsync(Task);

        var task = await server.ClientOf(ProtocolVersion.V03, ProtocolBinding.HttpJson).GetTaskAsync("task-1", null, Token);

        task.ContextId.ShouldBe("c");
        task.Status.State.ShouldBe(TaskState.Canceled);
        task.Status.Message!.Role.ShouldBe(Role.Agent);
        task.Status.Message.Parts.Single().Raw.ShouldBe([0xFB, 0xFF]);
    }

    [Fact]
    public async Task Tasks_cannot_be_listed_by_0_3_over_JSON_RPC()
    {
        await using var server = await AgentServer.GivingAsync("{}");

        var error = await Should.ThrowAsync<A2AException>(() => server.Client.ListTasksAsync(new(), Token));

        error.Code.ShouldBe(A2AErrorCode.MethodNotFound);
        server.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ProtocolVersion.V10, "A2A-Extensions")]
    [InlineData(ProtocolVersion.V03, "X-A2A-Extensions")]
    public async Task Extensions_are_asked_for_with_every_call(ProtocolVersion version, string header)
    {
        await using var server = await AgentServer.StartAsync((context, body) => new Incoming(context, body, version, ProtocolBinding.HttpJson).GiveTaskAsync(Events.Task(TaskState.Working)));
        var client = server.ClientOf(version, ProtocolBinding.HttpJson, options => options with { Extensions = ["https://example.com/a", "https://example.com/b"] });

        await client.GetTaskAsync("task-1", null, Token);

        server.Requests.Single().Headers[header].ToString().ShouldBe("https://example.com/a, https://example.com/b");
    }

    public static TheoryData<ProtocolVersion, ProtocolBinding> AllWays => Ways.All;

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_direct_answer_is_a_message(ProtocolVersion version, ProtocolBinding binding)
    {
        var answer = new Message { MessageId = "answer-1", Role = Role.Agent, Parts = [Part.Of("42")] };
        await using var server = await AgentServer.StartAsync((context, body) =>
        {
            var call = new Incoming(context, body, version, binding);
            return call.Operation == "SendMessage" ? call.GiveSentAsync(answer) : call.EventAsync(null, new() { Message = answer });
        });
        var client = server.ClientOf(version, binding);

        var sent = await client.SendAsync(new(), Token);
        var streamed = await Events.ListAsync(client.StreamAsync(new(), Token));

        sent.Task.ShouldBeNull();
        sent.Message!.Text.ShouldBe("42");
        streamed.Single().Response.Message!.Text.ShouldBe("42");
    }

    [Fact]
    public async Task Push_configs_are_listed_over_all_pages_and_a_page_that_comes_again_ends_the_list()
    {
        await using var server = await AgentServer.StartAsync((context, _) =>
        {
            var page = context.Request.Query["pageToken"].ToString() is { Length: > 0 } token ? token : "0";
            return context.Response.WriteAsync($$"""{"configs":[{"id":"c{{page}}","url":"https://client.example"}],"nextPageToken":"{{(page == "2" ? "1" : int.Parse(page) + 1)}}"}""");
        });

        var configs = await server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson).ListPushConfigsAsync("task-1", Token);

        configs.Select(config => config.Id).ShouldBe(["c0", "c1", "c2"]);
    }

    private static async Task CallAllAsync(A2AClient client, int configs = 1, bool isOldCard = false)
    {
        (await client.SendAsync(Read<SendMessageRequest>("v1-send-message"), Token)).Task.ShouldBeOnTheWire("v1-task");
        (await client.GetTaskAsync("task-1", 2, Token)).ShouldBeOnTheWire("v1-task");
        var page = await client.ListTasksAsync(
            new() { ContextId = "context-1", Status = TaskState.Working, PageSize = 5, StatusTimestampAfter = DateTimeOffset.Parse("2026-01-02T05:04:05+02:00") }, Token);
        page.Tasks[0].ShouldBeOnTheWire("v1-task");
        (await client.CancelAsync("task-1", Token)).ShouldBeOnTheWire("v1-task");
        (await client.SetPushConfigAsync(Read<TaskPushNotificationConfig>("v1-push-config"), Token)).ShouldBeOnTheWire("v1-push-config");
        (await client.GetPushConfigAsync("task-1", "config 1/2", Token)).ShouldBeOnTheWire("v1-push-config");
        (await client.ListPushConfigsAsync("task-1", Token)).Count.ShouldBe(configs);
        await client.DeletePushConfigAsync("task-1", "config-1", Token);
        var card = await client.GetExtendedCardAsync(Token);
        if (isOldCard)
        {
            card.Name.ShouldBe("Trainer");
            card.SupportedInterfaces.ShouldNotBeNull().ShouldAllBe(endpoint => endpoint.ProtocolVersion == "0.3");
        }
        else
        {
            card.ShouldBeOnTheWire("v1-agent-card");
        }
    }

    private static string Json(string name, string? without = null)
    {
        var json = Normal(name);
        json.Remove(without ?? "");
        return json.ToJsonString();
    }

    private static string WithTenant(string name)
    {
        var json = new JsonObject { ["tenant"] = "tenant-1" };
        foreach (var (member, value) in Normal(name))
        {
            json[member] = value!.DeepClone();
        }

        return json.ToJsonString();
    }

    /// <summary>The golden value, its members in the order in which they are written.</summary>
    private static JsonObject Normal(string name) => System.Text.Json.JsonSerializer.SerializeToNode(Read<object>(name), Types[name])!.AsObject();
}
