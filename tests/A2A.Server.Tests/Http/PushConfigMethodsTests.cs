using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

public sealed class PushConfigMethodsTests(ApiServer api) : IClassFixture<ApiServer>
{
    // Nobody listens there; whether webhooks arrive is not the matter here.
    private const string Webhook = "http://127.0.0.1:2/webhook";

    private const string WithSecrets = $$$"""
        {"id":"mine","url":"{{{Webhook}}}","token":"a-token","secret":"a-hidden-secret","authentication":{"schemes":["Bearer"],"credentials":"a-hidden-credential"}}
        """;

    [Theory]
    [InlineData("\"configuration\":{\"pushNotificationConfig\":{\"url\":\"" + Webhook + "\"}}")]
    [InlineData("\"pushNotificationConfig\":{\"url\":\"" + Webhook + "\"}")]
    [InlineData("\"pushNotification\":{\"url\":\"" + Webhook + "\"}")]
    public async Task A_config_is_found_wherever_the_caller_puts_it_and_the_answer_comes_at_once(string config)
    {
        var task = await api.CallAsync("message/send", ApiServer.Say("wait", config), "/agents/gated");

        ((string?)task["result"]?["status"]?["state"]).ShouldBe("submitted");
        var list = await ListAsync(IdOf(task));
        ((string?)list.ShouldHaveSingleItem()?["pushNotificationConfig"]?["url"]).ShouldBe(Webhook);
    }

    [Fact]
    public async Task Who_wants_to_wait_waits_in_spite_of_a_webhook()
    {
        var config = $$$"""
            "configuration":{"blocking":true,"pushNotificationConfig":{"url":"{{{Webhook}}}"}}
            """;

        var task = await api.CallAsync("message/send", ApiServer.Say("be quick", config));

        ((string?)task["result"]?["status"]?["state"]).ShouldBe("completed");
        ((string?)task["result"]?["history"]?[1]?["parts"]?[0]?["text"]).ShouldBe("📡 Webhook configured - you can disconnect safely!");
    }

    [Fact]
    public async Task Secrets_never_leave_the_server_again()
    {
        var id = await NewTaskAsync();

        var set = await api.CallAsync("tasks/pushNotificationConfig/set", $$"""{"taskId":"{{id}}","pushNotificationConfig":{{WithSecrets}}}""", "/agents/gated");
        var get = await api.CallAsync("tasks/pushNotificationConfig/get", $$"""{"id":"{{id}}"}""", "/agents/gated");
        var list = await ListAsync(id);

        var config = $$$$"""{"taskId":"{{{{id}}}}","pushNotificationConfig":{"id":"mine","url":"{{{{Webhook}}}}","token":"a-token","authentication":{"schemes":["Bearer"]}}}""";
        set["result"]?.ToJsonString().ShouldBe(config);
        get["result"]?.ToJsonString().ShouldBe(config);
        list.ToJsonString().ShouldBe($"[{config.Replace("\"token\":\"a-token\",", "", StringComparison.Ordinal)}]");
    }

    [Theory]
    [InlineData("{\"id\":\"TASK\",\"pushNotificationConfigId\":\"b\"}", "b")]
    [InlineData("{\"taskId\":\"TASK\",\"id\":\"b\"}", "b")]
    [InlineData("{\"taskId\":\"TASK\"}", "a")]
    [InlineData("{\"id\":\"TASK\"}", "a")]
    public async Task One_config_is_had_by_its_id_and_the_first_one_without(string place, string config)
    {
        var id = await NewTaskAsync();
        await SetAsync(id, "b");
        await SetAsync(id, "a");

        var answer = await api.CallAsync("tasks/pushNotificationConfig/get", place.Replace("TASK", id, StringComparison.Ordinal), "/agents/gated");

        ((string?)answer["result"]?["pushNotificationConfig"]?["id"]).ShouldBe(config);
    }

    [Fact]
    public async Task A_config_that_is_deleted_is_gone_and_deleting_it_again_is_fine()
    {
        var id = await NewTaskAsync();
        await SetAsync(id, "mine");
        var place = $$"""{"id":"{{id}}","pushNotificationConfigId":"mine"}""";

        var first = await api.CallAsync("tasks/pushNotificationConfig/delete", place, "/agents/gated");
        var second = await api.CallAsync("tasks/pushNotificationConfig/delete", place, "/agents/gated");

        first.ToJsonString().ShouldBe("""{"jsonrpc":"2.0","id":"r1","result":null}""");
        second.ToJsonString().ShouldBe("""{"jsonrpc":"2.0","id":"r1","result":null}""");
        ((int?)(await api.CallAsync("tasks/pushNotificationConfig/get", place, "/agents/gated"))["error"]?["code"]).ShouldBe(-32001);
        (await ListAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_config_of_0_3_without_an_id_replaces_the_one_before_it()
    {
        var id = await NewTaskAsync();

        foreach (var path in new[] { "/first", "/second" })
        {
            await api.CallAsync("tasks/pushNotificationConfig/set", $$$"""
                {"taskId":"{{{id}}}","pushNotificationConfig":{"url":"{{{Webhook}}}{{{path}}}"} }
                """, "/agents/gated");
        }

        ((string?)(await ListAsync(id)).ShouldHaveSingleItem()?["pushNotificationConfig"]?["url"]).ShouldBe($"{Webhook}/second");
    }

    [Theory]
    [InlineData("tasks/pushNotificationConfig/set", """{"taskId":"{0}","id":"mine","pushNotificationConfig":{"url":"{1}"}}""")]
    [InlineData("tasks/pushNotificationConfig/set", """{"taskId":"{0}","pushNotificationConfigId":"mine","pushNotificationConfig":{"url":"{1}"}}""")]
    [InlineData("tasks/pushNotificationConfig/set", """{"taskId":"{0}","pushNotificationConfig":{"id":"mine","url":"{1}"}}""")]
    [InlineData("", """{"parent":"tasks/{0}","configId":"mine","config":{"pushNotificationConfig":{"url":"{1}"}}}""")]
    [InlineData("", """{"config":{"name":"tasks/{0}/pushNotificationConfigs/mine","pushNotificationConfig":{"url":"{1}"}}}""")]
    [InlineData("?configId=mine", """{"config":{"pushNotificationConfig":{"url":"{1}"}}}""")]
    public async Task A_config_of_0_3_has_the_id_that_it_is_given_wherever_that_stands(string method, string form)
    {
        var id = await NewTaskAsync();
        var parameters = form.Replace("{0}", id, StringComparison.Ordinal).Replace("{1}", Webhook, StringComparison.Ordinal);

        var told = method.StartsWith("tasks/", StringComparison.Ordinal)
            ? await api.RpcAsync(Tongue.V03Rpc, method, parameters, "gated")
            : await api.RestAsync(Tongue.V03Proto, HttpMethod.Post, $"/tasks/{id}/pushNotificationConfigs{method}", parameters, "gated");

        told.Error.ShouldBeNull();
        ((string?)(await ListAsync(id)).ShouldHaveSingleItem()?["pushNotificationConfig"]?["id"]).ShouldBe("mine");
    }

    [Fact]
    public async Task A_config_name_of_0_3_without_an_id_names_none()
    {
        var id = await NewTaskAsync();

        var told = await api.RestAsync(Tongue.V03Proto, HttpMethod.Post, $"/tasks/{id}/pushNotificationConfigs", $$$"""
            {"config":{"name":"tasks/{{{id}}}/pushNotificationConfigs/None","pushNotificationConfig":{"url":"{{{Webhook}}}"} } }
            """, "gated");

        told.Error.ShouldBeNull();
        ((string?)(await ListAsync(id)).ShouldHaveSingleItem()?["pushNotificationConfig"]?["id"]).ShouldBe("default");
    }

    [Theory]
    [InlineData("pushNotificationConfigId")]
    [InlineData("configId")]
    public async Task A_config_that_is_not_there_is_neither_got_nor_deleted_in_the_place_of_another(string word)
    {
        var id = await NewTaskAsync();
        await SetAsync(id, "a");

        var got = await api.CallAsync("tasks/pushNotificationConfig/get", $$"""{"id":"{{id}}","{{word}}":"b"}""", "/agents/gated");
        await api.CallAsync("tasks/pushNotificationConfig/delete", $$"""{"id":"{{id}}","{{word}}":"b"}""", "/agents/gated");

        got["error"].ShouldNotBeNull();
        (await ListAsync(id)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("token", "\"token\":\"t\"")]
    [InlineData("authentication", "\"authentication\":{\"schemes\":[\"Bearer\"],\"credentials\":\"c\"}")]
    [InlineData("secret", "\"secret\":\"a secret\"")]
    [InlineData("url", "\"url\":\"http://127.0.0.1:2/other\"")]
    [InlineData("pushNotificationConfig.id", "\"pushNotificationConfigId\":\"another\"")]
    public async Task Members_beside_a_nested_config_of_0_3_are_refused_and_not_passed_over(string field, string member)
    {
        var id = await NewTaskAsync();

        var told = await api.RpcAsync(Tongue.V03Rpc, "tasks/pushNotificationConfig/set", $$$"""
            {"taskId":"{{{id}}}","pushNotificationConfig":{"id":"mine","url":"{{{Webhook}}}"},{{{member}}} }
            """, "gated");

        told.Message.ShouldStartWith($"{field} ");
        (await ListAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Deleting_without_an_id_needs_a_single_config()
    {
        var id = await NewTaskAsync();
        await SetAsync(id, "a");
        await SetAsync(id, "b");

        var refused = await api.CallAsync("tasks/pushNotificationConfig/delete", $$"""{"taskId":"{{id}}"}""", "/agents/gated");

        ((int?)refused["error"]?["code"]).ShouldBe(-32602);
        (await ListAsync(id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_config_too_many_is_refused()
    {
        var id = await NewTaskAsync();
        for (var number = 0; number < 10; number++)
        {
            await SetAsync(id, $"config-{number}");
        }

        var answer = await api.CallAsync("tasks/pushNotificationConfig/set", $$"""{"taskId":"{{id}}","url":"{{Webhook}}"}""", "/agents/gated");

        ((int?)answer["error"]?["code"]).ShouldBe(-32602);
        (await ListAsync(id)).Count.ShouldBe(10);
    }

    [Theory]
    [InlineData("\"url\":\"http://10.0.0.1/\"", "pushNotificationConfig.url")]
    [InlineData("\"url\":\"" + Webhook + "\",\"token\":\"two\\nlines\"", "pushNotificationConfig.token")]
    [InlineData("\"url\":\"" + Webhook + "\",\"format\":\"haiku\"", "pushNotificationConfig.format")]
    public async Task A_bad_config_is_refused_by_the_name_of_the_field_and_not_kept(string config, string field)
    {
        var id = await NewTaskAsync();

        var answer = await api.CallAsync("tasks/pushNotificationConfig/set", $$"""{"taskId":"{{id}}",{{config}}}""", "/agents/gated");

        ((int?)answer["error"]?["code"]).ShouldBe(-32602);
        ((string?)answer["error"]?["message"]).ShouldNotBeNull().ShouldStartWith($"{field} ");
        (await ListAsync(id)).ShouldBeEmpty();
    }

    private async Task<string> NewTaskAsync() =>
        IdOf(await api.CallAsync("message/send", ApiServer.Say("wait", "\"configuration\":{\"blocking\":false}"), "/agents/gated"));

    private async Task SetAsync(string task, string config)
    {
        var answer = await api.CallAsync("tasks/pushNotificationConfig/set", $$"""{"taskId":"{{task}}","id":"{{config}}","url":"{{Webhook}}"}""", "/agents/gated");
        ((string?)answer["result"]?["pushNotificationConfig"]?["id"]).ShouldBe(config);
    }

    private async Task<JsonArray> ListAsync(string task) =>
        (await api.CallAsync("tasks/pushNotificationConfig/list", $$"""{"id":"{{task}}"}""", "/agents/gated"))["result"].ShouldBeOfType<JsonArray>();

    private static string IdOf(JsonNode answer) => ((string?)answer["result"]?["id"]).ShouldNotBeNull();
}
