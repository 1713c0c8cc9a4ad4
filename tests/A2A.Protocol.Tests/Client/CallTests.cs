using System.Text.Json.Nodes;
using A2A.Protocol.Tests.Golden;
using Microsoft.AspNetCore.Http;
using static A2A.Protocol.Tests.Golden.GoldenFiles;

namespace A2A.Protocol.Tests.Client;

public sealed class CallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_sent_in_0_3_and_the_task_comes_back_in_1_0()
    {
        await using var server = await AgentServer.GivingAsync(Text("v03-task"));

        var sent = await server.Client.SendAsync(Read<SendMessageRequest>("v1-send-message"), Token);

        sent.Task.ShouldBeOnTheWire("v1-task");
        var call = server.Calls.Single();
        call["jsonrpc"]!.GetValue<string>().ShouldBe("2.0");
        call["method"]!.GetValue<string>().ShouldBe("message/send");
        JsonNode.DeepEquals(call["params"], JsonNode.Parse(Text("v03-send-message"))).ShouldBeTrue();
        server.Requests.Single().Path.ShouldBe("/agents/trainer");
    }

    [Fact]
    public async Task Each_operation_has_its_method_and_parameters()
    {
        await using var server = await AgentServer.StartAsync((context, call) => context.Response.WriteAsync(
            AgentServer.Result(call!, call!["method"]!.GetValue<string>() switch
            {
                "tasks/get" or "tasks/cancel" => Text("v03-task"),
                "tasks/pushNotificationConfig/list" => Text("v03-push-configs"),
                "tasks/pushNotificationConfig/delete" => "null",
                _ => Text("v03-push-config"),
            })));

        await server.Client.GetTaskAsync("task-1", historyLength: 0, Token);
        await server.Client.CancelAsync("task-1", Token);
        var set = await server.Client.SetPushConfigAsync(Read<TaskPushNotificationConfig>("v1-push-config"), Token);
        var got = await server.Client.GetPushConfigAsync("task-1", "config-1", Token);
        var listed = await server.Client.ListPushConfigsAsync("task-1", Token);
        await server.Client.DeletePushConfigAsync("task-1", "config-1", Token);

        set.ShouldBeOnTheWire("v1-push-config");
        got.ShouldBeOnTheWire("v1-push-config");
        listed.Select(config => config.Id).ShouldBe(["config-1", "config-2"]);
        string config = JsonNode.Parse(Text("v03-push-config"))!.ToJsonString();
        server.Calls.Select(call => $"{call["method"]} {call["params"]!.ToJsonString()}").ShouldBe(
        [
            """tasks/get {"id":"task-1","historyLength":0}""",
            """tasks/cancel {"id":"task-1"}""",
            $"tasks/pushNotificationConfig/set {config}",
            """tasks/pushNotificationConfig/get {"id":"task-1","pushNotificationConfigId":"config-1"}""",
            """tasks/pushNotificationConfig/list {"id":"task-1"}""",
            """tasks/pushNotificationConfig/delete {"id":"task-1","pushNotificationConfigId":"config-1"}""",
        ]);
    }

    [Fact]
    public async Task A_push_config_without_a_task_is_not_sent()
    {
        await using var server = await AgentServer.GivingAsync("{}");

        await Should.ThrowAsync<ArgumentException>(() => server.Client.SetPushConfigAsync(new() { Url = "https://client.example" }, Token));

        server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_call_of_a_client_has_an_id_of_its_own()
    {
        await using var server = await AgentServer.GivingAsync(Text("v03-task"));
        var client = server.Client;

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetTaskAsync("task-1", null, Token)));

        server.Calls.Select(call => call["id"]!.ToJsonString()).Distinct().Count().ShouldBe(10);
    }

    [Fact]
    public async Task The_card_is_below_the_endpoint()
    {
        await using var server = await AgentServer.SayingAsync(Text("v1-agent-card"));

        var card = await server.Client.GetCardAsync(Token);

        card.ShouldBeOnTheWire("v1-agent-card");
        server.Requests.Single().Path.ShouldBe("/agents/trainer/.well-known/agent-card.json");
    }
}
