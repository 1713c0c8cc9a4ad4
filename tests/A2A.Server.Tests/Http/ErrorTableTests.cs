using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Errors by version and binding, as the specification's tables have them (A2A 1.0, section 5.4; A2A 0.3, section 8).</summary>
public sealed class ErrorTableTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string UnknownTask = "01a1fd41-d2e7-7122-8cef-01bfff9efe0a";
    private const string Webhook = "\"url\":\"http://127.0.0.1:2/\"";

    [Theory, EachTongue]
    public async Task An_unknown_task(Tongue tongue)
    {
        Told[] all =
        [
            await api.GetAsync(tongue, UnknownTask),
            await api.CancelAsync(tongue, UnknownTask),
            await api.SubscribeAsync(tongue, UnknownTask),
            await api.SetConfigAsync(tongue, UnknownTask, Webhook),
            await api.GetConfigAsync(tongue, UnknownTask, "c"),
            await api.ListConfigsAsync(tongue, UnknownTask),
            await api.DeleteConfigAsync(tongue, UnknownTask, "c"),
            await api.SendAsync(tongue, tongue.Say("x", more: $",\"taskId\":\"{UnknownTask}\"")),
        ];

        foreach (var told in all)
        {
            ShouldBe(told, -32001, 404, "NOT_FOUND", "TASK_NOT_FOUND");
            if (tongue.IsV1())
            {
                ((string?)told.Details[0]?["metadata"]?["taskId"]).ShouldBe(UnknownTask);
            }
        }
    }

    [Theory, EachTongue]
    public async Task A_task_that_has_ended(Tongue tongue)
    {
        var id = (await api.SendAsync(tongue, tongue.Say("be quick"))).Id;

        ShouldBe(await api.CancelAsync(tongue, id), -32002, tongue.IsV1() ? 400 : 409, "FAILED_PRECONDITION", "TASK_NOT_CANCELABLE");
        ShouldBe(await api.SubscribeAsync(tongue, id), -32004, 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION");
        ShouldBe(
            await api.SendAsync(tongue, tongue.Say("more", more: $",\"taskId\":\"{id}\"")), -32004, 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION");
    }

    [Theory, EachTongue]
    public async Task An_agent_without_push_and_streams(Tongue tongue)
    {
        Told[] push =
        [
            await api.SetConfigAsync(tongue, UnknownTask, Webhook, "mute"),
            await api.GetConfigAsync(tongue, UnknownTask, "c", "mute"),
            await api.ListConfigsAsync(tongue, UnknownTask, "mute"),
            await api.DeleteConfigAsync(tongue, UnknownTask, "c", "mute"),
        ];

        foreach (var told in push)
        {
            ShouldBe(told, -32003, 400, "FAILED_PRECONDITION", "PUSH_NOTIFICATION_NOT_SUPPORTED");
        }

        ShouldBe(await api.SubscribeAsync(tongue, UnknownTask, "mute"), -32004, 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION");
        ShouldBe(
            await api.StreamRefusedAsync(tongue, tongue.Say("x"), "mute"), -32004, 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION");
    }

    [Theory, EachTongue]
    public async Task A_media_type_that_the_agent_does_not_take(Tongue tongue)
    {
        var part = tongue switch
        {
            Tongue.V1Rpc or Tongue.V1Rest or Tongue.V1Grpc => """{"url":"http://a/b","mediaType":"image/png"}""",
            Tongue.V03Proto => """{"file":{"fileWithUri":"http://a/b","mimeType":"image/png"}}""",
            _ => """{"kind":"file","file":{"uri":"http://a/b","mimeType":"image/png"}}""",
        };
        var say = tongue.Say("be quick").Replace("}] ", $"}},{part}] ", StringComparison.Ordinal);

        ShouldBe(await api.SendAsync(tongue, say), -32005, 400, "INVALID_ARGUMENT", "CONTENT_TYPE_NOT_SUPPORTED");
        (await api.SendAsync(tongue, say.Replace("image/png", "Text/PLAIN; charset=utf-8", StringComparison.Ordinal))).State
            .ShouldBe(tongue.State("completed"));
    }

    [Theory, EachTongue]
    public async Task An_agent_that_answers_badly(Tongue tongue) =>
        ShouldBe(await api.SendAsync(tongue, tongue.Say("answer badly"), "gated"), -32006, 500, "INTERNAL", "INVALID_AGENT_RESPONSE");

    [Theory, EachTongue]
    public async Task No_extended_card(Tongue tongue) =>
        ShouldBe(
            await api.ExtendedCardAsync(tongue),
            tongue.IsV1() ? -32004 : -32007, // 1.0, section 3.3.4: the card does not offer it
            400,
            "FAILED_PRECONDITION",
            tongue.IsV1() ? "UNSUPPORTED_OPERATION" : "EXTENDED_AGENT_CARD_NOT_CONFIGURED");

    [Theory, EachTongue]
    public async Task A_parameter_that_is_wrong(Tongue tongue)
    {
        var told = await api.GetAsync(tongue, UnknownTask, history: -1);

        ShouldBe(told, -32602, 400, "INVALID_ARGUMENT", "INVALID_PARAMS");
        told.Message.ShouldStartWith("historyLength is negative");
        if (tongue.IsV1())
        {
            ((string?)told.Details[1]?["@type"]).ShouldBe("type.googleapis.com/google.rpc.BadRequest");
            ((string?)told.Details[1]?["fieldViolations"]?[0]?["field"]).ShouldBe("historyLength");
            ((string?)told.Details[1]?["fieldViolations"]?[0]?["description"]).ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData(Tongue.V1Rpc, "configuration.taskPushNotificationConfig.url")]
    [InlineData(Tongue.V1Rest, "configuration.taskPushNotificationConfig.url")]
    [InlineData(Tongue.V03Rpc, "pushNotificationConfig.url")]
    [InlineData(Tongue.V03Proto, "pushNotificationConfig.url")]
    public async Task A_bad_webhook_is_named_in_the_words_of_the_version(Tongue tongue, string field)
    {
        var member = tongue switch { Tongue.V03Proto => "pushNotification", Tongue.V03Rpc => "pushNotificationConfig", _ => "taskPushNotificationConfig" };
        var say = tongue.Say("x").Replace("\"configuration\":{", $$$"""
            "configuration":{"{{{member}}}":{"url":"nowhere"},
            """, StringComparison.Ordinal);

        var told = await api.SendAsync(tongue, say);

        ShouldBe(told, -32602, 400, "INVALID_ARGUMENT", "INVALID_PARAMS");
        told.Message.ShouldStartWith(field);
    }

    [Theory, EachTongue(OfHttp = true)]
    public async Task What_is_not_JSON(Tongue tongue)
    {
        foreach (var body in new[] { "{", "", "{\"a\":1,\"a\":2}", "{\"a\":\"\\ud800\"}", new string('[', 70) + new string(']', 70) })
        {
            var path = tongue.IsRpc() ? "/" : tongue.IsV1() ? "/message:send" : "/v1/message:send";
            ShouldBe(await api.TellAsync(tongue, HttpMethod.Post, path, body), -32700, 400, "INVALID_ARGUMENT", "PARSE_ERROR");
        }
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.0.1", true)]
    [InlineData("0.3", false)]
    [InlineData("0.3.0", false)]
    [InlineData("", false)]
    public async Task An_unknown_method_is_refused_in_the_words_of_the_header(string version, bool withDetails)
    {
        var told = await api.TellAsync(Tongue.V1Rpc, HttpMethod.Post, "/", ApiServer.Request("tasks/destroy", "{}"), version);

        told.Code.ShouldBe(-32601);
        (told.Error?["data"] is not null).ShouldBe(withDetails);
    }

    [Theory]
    [InlineData("/", "POST", """{"jsonrpc":"2.0","id":"r1","method":"GetTask","params":{"id":"x"}}""")]
    [InlineData("/a2a", "POST", """{"jsonrpc":"2.0","id":"r1","method":"message/send","params":{}}""")]
    [InlineData("/", "POST", """{"jsonrpc":"2.0","id":"r1","method":"nonsense","params":{}}""")]
    public async Task A_version_that_is_not_spoken_in_JSON_RPC(string path, string method, string body)
    {
        foreach (var version in new[] { "2.0", "0.2", "1", "nonsense", "1.0.", "1.0.x" })
        {
            var told = await api.TellAsync(Tongue.V1Rpc, new(method), path, body, version);

            ShouldBe(told, -32009, 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED");
            ((string?)told.Body?["id"]).ShouldBe("r1");
        }
    }

    [Theory]
    [InlineData("/tasks/x", "GET")]
    [InlineData("/v1/tasks/x", "GET")]
    [InlineData("/agents/gated/tasks", "GET")]
    [InlineData("/report/extendedAgentCard", "GET")]
    [InlineData("/message:send", "POST")]
    public async Task A_version_that_is_not_spoken_in_HTTP_JSON(string path, string method)
    {
        ShouldBe(await api.TellAsync(Tongue.V1Rest, new(method), path, null, "2.0"), -32009, 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED");
        ShouldBe(await api.TellAsync(Tongue.V1Rest, new(method), path + "?A2A-Version=7.1", null, ""), -32009, 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED");
    }

    [Theory]
    [InlineData("/nothing", "GET", 404, "NOT_FOUND", "NOT_FOUND")]
    [InlineData("/message:send", "GET", 405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED")]
    [InlineData("/tasks/x", "DELETE", 405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED")]
    [InlineData("/", "PUT", 405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED")]
    [InlineData("/agents/nobody/tasks/x", "GET", 404, "NOT_FOUND", "AGENT_NOT_FOUND")]
    [InlineData("/nobody/tasks/x", "GET", 404, "NOT_FOUND", "AGENT_NOT_FOUND")]
    public async Task What_is_not_there(string path, string method, int status, string canonical, string reason)
    {
        var told = await api.TellAsync(Tongue.V1Rest, new(method), path, null);

        told.Status.ShouldBe(status);
        ShouldBe(told, status, status, canonical, reason);
    }

    [Theory]
    [InlineData("/v1/nothing", "GET", 404)]
    [InlineData("/v1/message:send", "GET", 405)]
    public async Task What_is_not_there_in_0_3(string path, string method, int status)
    {
        var told = await api.TellAsync(Tongue.V03Proto, new(method), path, null);

        told.Status.ShouldBe(status);
        told.Code.ShouldBe(-32600);
        told.Message.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("/message:send", 415)]
    [InlineData("/v1/message:send", 415)]
    [InlineData("/tasks/x:cancel", 415)]
    public async Task Another_media_type_is_refused_in_HTTP_JSON(string path, int status)
    {
        using var response = await api.Client.PostAsync(path, new StringContent("{}"), TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
    }

    private static void ShouldBe(Told told, int code, int status, string canonical, string reason)
    {
        if (told.Tongue.IsRpc())
        {
            told.Status.ShouldBe(200);
            told.Code.ShouldBe(code);
            told.Body?.AsObject().ContainsKey("result").ShouldBeFalse();
        }
        else
        {
            told.Status.ShouldBe(status, told.Body?.ToJsonString());
            told.Code.ShouldBe(told.Tongue.TellsStatus() ? status : code);
        }

        told.Message.ShouldNotBeNullOrWhiteSpace();
        if (told.Tongue.TellsStatus())
        {
            ((string?)told.Error?["status"]).ShouldBe(canonical);
        }

        if (told.Tongue.IsV1())
        {
            var info = told.Details[0].ShouldBeOfType<JsonObject>();
            ((string?)info["@type"]).ShouldBe("type.googleapis.com/google.rpc.ErrorInfo");
            ((string?)info["reason"]).ShouldBe(reason);
            ((string?)info["domain"]).ShouldBe("a2a-protocol.org");
        }
        else
        {
            told.Error?.AsObject().Select(member => member.Key).ShouldBe(["code", "message"]);
        }
    }
}
