using System.Globalization;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Words that clients in the field use are read as meant, or refused with the right ones: none is passed over.</summary>
public sealed class FieldWordsTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Webhook = "http://127.0.0.1:2/webhook";

    [Theory]
    [InlineData(Tongue.V1Rpc, "taskPushNotificationConfig")]
    [InlineData(Tongue.V1Rpc, "pushNotificationConfig")]
    [InlineData(Tongue.V1Rpc, "push_notification_config")]
    [InlineData(Tongue.V1Rest, "taskPushNotificationConfig")]
    [InlineData(Tongue.V1Rest, "pushNotificationConfig")]
    [InlineData(Tongue.V03Rpc, "pushNotificationConfig")]
    [InlineData(Tongue.V03Rpc, "taskPushNotificationConfig")]
    [InlineData(Tongue.V03Rpc, "pushNotification")]
    [InlineData(Tongue.V03Plain, "taskPushNotificationConfig")]
    [InlineData(Tongue.V03Plain, "pushNotification")]
    [InlineData(Tongue.V03Proto, "pushNotification")]
    [InlineData(Tongue.V03Proto, "pushNotificationConfig")]
    [InlineData(Tongue.V03Proto, "taskPushNotificationConfig")]
    public async Task A_push_config_is_kept_whichever_word_names_it(Tongue tongue, string word)
    {
        var sent = await api.SendAsync(tongue, WithConfiguration(tongue, $$$""" "{{{word}}}":{"url":"{{{Webhook}}}"} """), "gated");

        (await api.ListConfigsAsync(tongue, sent.Id, "gated")).Result.ToJsonString().ShouldContain(Webhook);
        await api.CancelAsync(tongue, sent.Id, "gated");
    }

    [Theory]
    [InlineData(Tongue.V1Rpc)]
    [InlineData(Tongue.V1Rest)]
    [InlineData(Tongue.V03Rpc)]
    [InlineData(Tongue.V03Plain)]
    [InlineData(Tongue.V03Proto)]
    public async Task Two_push_configs_by_two_words_are_refused_by_both_names(Tongue tongue)
    {
        var told = await api.SendAsync(tongue, WithConfiguration(tongue, $$$"""
            "pushNotificationConfig":{"url":"{{{Webhook}}}/a"},"taskPushNotificationConfig":{"url":"{{{Webhook}}}/b"}
            """));

        told.Message.ShouldStartWith("configuration.taskPushNotificationConfig is the same field as ");
        told.Message.ShouldContain(" pushNotificationConfig");
    }

    [Fact]
    public async Task Two_push_configs_at_two_places_of_0_3_are_refused_by_both_names()
    {
        var parameters = JsonNode.Parse(WithConfiguration(Tongue.V03Rpc, $$$""" "pushNotificationConfig":{"url":"{{{Webhook}}}"} """))!.AsObject();
        parameters["pushNotification"] = new JsonObject { ["url"] = Webhook };

        var told = await api.SendAsync(Tongue.V03Rpc, parameters.ToJsonString());

        told.Code.ShouldBe(-32602);
        told.Message.ShouldStartWith("pushNotification is a second push config besides configuration.pushNotificationConfig");
    }

    [Theory]
    [InlineData(Tongue.V1Rpc, "taskPushNotificationConfig", "configuration.taskPushNotificationConfig")]
    [InlineData(Tongue.V1Rpc, "pushNotificationConfig", "configuration.taskPushNotificationConfig")]
    [InlineData(Tongue.V1Rest, "task_push_notification_config", "configuration.taskPushNotificationConfig")]
    [InlineData(Tongue.V1Rest, "returnImmediately", "configuration.returnImmediately")]
    [InlineData(Tongue.V1Rpc, "contextId", "message.contextId")]
    [InlineData(Tongue.V1Rpc, "message.configuration", "configuration")]
    [InlineData(Tongue.V1Rpc, "message.historyLength", "configuration.historyLength")]
    [InlineData(Tongue.V1Rpc, "configuration.message", "message")]
    [InlineData(Tongue.V1Rest, "configuration.metadata", "metadata or message.metadata")]
    [InlineData(Tongue.V03Rpc, "taskPushNotificationConfig", "configuration.pushNotificationConfig")]
    [InlineData(Tongue.V03Rpc, "blocking", "configuration.blocking")]
    [InlineData(Tongue.V03Rpc, "message.pushNotificationConfig", "pushNotificationConfig or configuration.pushNotificationConfig")]
    [InlineData(Tongue.V03Plain, "message.configuration", "configuration")]
    [InlineData(Tongue.V03Proto, "push_notification", "configuration.pushNotification")]
    [InlineData(Tongue.V03Proto, "message.blocking", "configuration.blocking")]
    public async Task A_member_at_another_place_than_its_own_is_refused_with_the_right_one(Tongue tongue, string wrong, string right)
    {
        var parameters = JsonNode.Parse(WithConfiguration(tongue, ""))!.AsObject();
        var place = wrong.Split('.') is [var parent, _] ? parameters[parent]!.AsObject() : parameters;
        place[wrong.Split('.')[^1]] = new JsonObject();

        var told = await api.SendAsync(tongue, parameters.ToJsonString());

        told.Message.ShouldBe($"{wrong} stands at the wrong place; send it as {right}.");
    }

    [Fact]
    public async Task The_list_of_push_configs_has_a_second_name()
    {
        var id = await NewTaskAsync();
        await api.SetConfigAsync(Tongue.V1Rpc, id, $"\"url\":\"{Webhook}\"", "gated");

        var list = await api.RpcAsync(Tongue.V1Rpc, "ListTaskPushNotificationConfig", $$"""{"taskId":"{{id}}"}""", "gated");

        list.Result["configs"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Tongue.V1Rpc, "config", "configId")]
    [InlineData(Tongue.V1Rest, "config", "config_id")]
    [InlineData(Tongue.V1Rpc, "pushNotificationConfig", "id")]
    public async Task A_push_config_is_created_from_its_nested_form(Tongue tongue, string config, string configId)
    {
        var id = await NewTaskAsync();
        var nested = $$$"""
            "{{{configId}}}":"mine","{{{config}}}":{"url":"{{{Webhook}}}","token":"t","authentication":{"scheme":"Bearer","credentials":"c"}}
            """;

        var set = await api.SetConfigAsync(tongue, id, nested, "gated");

        set.Result.ToJsonString().ShouldBe(
            $$$"""{"id":"mine","taskId":"{{{id}}}","url":"{{{Webhook}}}","token":"t","authentication":{"scheme":"Bearer"}}""");
    }

    [Theory]
    [InlineData(Tongue.V03Rpc)]
    [InlineData(Tongue.V03Proto)]
    public async Task A_push_config_of_0_3_in_two_forms_is_refused(Tongue tongue)
    {
        var parameters = $$$"""{"taskId":"task","url":"{{{Webhook}}}","pushNotificationConfig":{"url":"{{{Webhook}}}"}}""";

        var told = tongue.IsRpc()
            ? await api.RpcAsync(tongue, "tasks/pushNotificationConfig/set", parameters)
            : await api.RestAsync(tongue, HttpMethod.Post, "/tasks/task/pushNotificationConfigs", parameters);

        told.Message.ShouldStartWith("url stands beside another push config");
    }

    [Fact]
    public async Task Push_configs_as_the_official_dotnet_SDK_sends_them_are_kept()
    {
        var sent = await api.RpcAsync(Tongue.V1Rpc, "SendMessage", $$$"""
            {
              "message": { "role": "ROLE_USER", "parts": [{ "text": "be quick" }], "messageId": "{{{Guid.NewGuid()}}}" },
              "configuration": {
                "acceptedOutputModes": ["text/plain"],
                "pushNotificationConfig": { "id": "first", "url": "{{{Webhook}}}", "token": "t" },
                "blocking": false
              }
            }
            """);
        var set = await api.RpcAsync(Tongue.V1Rpc, "CreateTaskPushNotificationConfig", $$$"""
            { "taskId": "{{{sent.Id}}}", "configId": "second", "config": { "id": "second", "url": "{{{Webhook}}}/2", "token": "t" } }
            """);

        var list = await api.RpcAsync(Tongue.V1Rpc, "ListTaskPushNotificationConfig", $$"""{ "taskId": "{{sent.Id}}" }""");

        set.Error.ShouldBeNull();
        list.Result["configs"]!.AsArray().Select(config => ((string?)config!["id"], (string?)config["url"]))
            .ShouldBe([("first", Webhook), ("second", $"{Webhook}/2")], ignoreOrder: true);
    }

    [Theory]
    [InlineData(Tongue.V1Rpc)]
    [InlineData(Tongue.V1Rest)]
    public async Task Blocking_is_the_inverse_of_returnImmediately_in_1_0_too_and_both_are_refused(Tongue tongue)
    {
        Task<Told> Send(string text, string configuration) => api.SendAsync(tongue, $$$"""
            {"message":{"messageId":"{{{Guid.NewGuid()}}}","role":"ROLE_USER","parts":[{"text":"{{{text}}}"}]},"configuration":{{{{configuration}}}}}
            """, "gated");

        (await Send("wait", "\"blocking\":false")).State.ShouldBe("TASK_STATE_SUBMITTED");
        (await Send("ask", "\"blocking\":true")).State.ShouldBe("TASK_STATE_INPUT_REQUIRED");
        (await Send("wait", "\"blocking\":false,\"returnImmediately\":true")).Message.ShouldContain("blocking");
    }

    [Theory]
    [InlineData(Tongue.V1Rpc, "{0}")]
    [InlineData(Tongue.V1Rest, "{0}")]
    [InlineData(Tongue.V1Rpc, "\"config\":{{{0}}}")]
    public async Task Every_member_of_a_push_config_is_kept_in_either_form(Tongue tongue, string form)
    {
        var id = await NewTaskAsync();
        var members = $"\"url\":\"{Webhook}\",\"token\":\"t\",\"format\":\"notice\",\"mediaType\":\"application/json\"";

        var set = await api.SetConfigAsync(tongue, id, string.Format(CultureInfo.InvariantCulture, form, members), "gated");

        foreach (var (name, value) in JsonNode.Parse($"{{{members}}}")!.AsObject())
        {
            ((string?)set.Result[name]).ShouldBe((string?)value);
        }
    }

    [Fact]
    public async Task A_push_config_in_both_forms_is_refused()
    {
        var told = await api.SetConfigAsync(
            Tongue.V1Rpc, "task", $$$""" "url":"{{{Webhook}}}","config":{"url":"{{{Webhook}}}"} """);

        told.Code.ShouldBe(-32602);
        told.Message.ShouldStartWith("config is a second push config ");
    }

    [Theory]
    [InlineData("""{"type":"unsupported_type","text":"x"}""", "message.parts[0].type is unknown")]
    [InlineData("""{"kind":"unsupported_type","text":"x"}""", "message.parts[0].kind is unknown")]
    [InlineData("""{"type":"data","text":"x"}""", "message.parts[0].data is missing")]
    [InlineData("""{"kind":"text","type":"data","text":"x"}""", "message.parts[0].type is another one than kind")]
    public async Task A_part_of_0_3_that_claims_another_kind_is_refused(string part, string words)
    {
        foreach (var tongue in new[] { Tongue.V03Rpc, Tongue.V03Plain, Tongue.V03Proto })
        {
            var told = await api.SendAsync(tongue, WithPart(tongue, part));

            told.Message.ShouldStartWith(words);
        }
    }

    [Theory]
    [InlineData("""{"text":"be quick"}""")]
    [InlineData("""{"type":"text","text":"be quick"}""")]
    [InlineData("""{"kind":"text","type":"text","text":"be quick"}""")]
    public async Task A_part_of_0_3_without_a_kind_is_read_by_its_content(string part)
    {
        foreach (var tongue in new[] { Tongue.V03Rpc, Tongue.V03Plain, Tongue.V03Proto })
        {
            var told = await api.SendAsync(tongue, WithPart(tongue, part));

            told.State.ShouldBe(tongue.State("completed"));
        }
    }

    [Theory]
    [InlineData("/v1/message:send")]
    [InlineData("/v1/message:stream")]
    public async Task A_message_of_1_0_at_an_address_of_0_3_is_told_the_version(string path)
    {
        var told = await api.TellAsync(Tongue.V03Proto, HttpMethod.Post, path, Tongue.V1Rest.Say("be quick"));

        told.Status.ShouldBe(400);
        told.Message.ShouldStartWith("message.role is 'ROLE_USER', a word of 1.0, but 0.3 is spoken here");
        told.Message.ShouldContain("/message:send");
    }

    [Fact]
    public async Task A_message_of_1_0_in_a_method_of_0_3_is_told_the_version()
    {
        var told = await api.RpcAsync(Tongue.V03Rpc, "message/send", Tongue.V1Rpc.Say("be quick"));

        told.Code.ShouldBe(-32602);
        told.Message.ShouldContain("SendMessage");
    }

    private async Task<string> NewTaskAsync() =>
        (await api.SendAsync(Tongue.V1Rpc, Tongue.V1Rpc.Say("wait", atOnce: true), "gated")).Id;

    private static string WithPart(Tongue tongue, string part)
    {
        var parameters = JsonNode.Parse(tongue.Say("x"))!;
        parameters["message"]![tongue == Tongue.V03Proto ? "content" : "parts"] = new JsonArray(JsonNode.Parse(part));
        return parameters.ToJsonString();
    }

    // Answers come at once.
    private static string WithConfiguration(Tongue tongue, string members)
    {
        var parameters = JsonNode.Parse(tongue.Say("wait", atOnce: true))!;
        foreach (var (name, value) in JsonNode.Parse($"{{{members}}}")!.AsObject())
        {
            parameters["configuration"]![name] = value?.DeepClone();
        }

        return parameters.ToJsonString();
    }
}
