using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Requests are read as protobuf's JSON mapping reads them, in each binding that is ProtoJSON.</summary>
public sealed class ProtoJsonRequestTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Webhook = "http://127.0.0.1:2/webhook";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Tongue.V1Rpc, "parts", "task_push_notification_config", "return_immediately", true)]
    [InlineData(Tongue.V1Rest, "parts", "task_push_notification_config", "return_immediately", true)]
    [InlineData(Tongue.V03Proto, "content", "push_notification", "blocking", false)]
    public async Task A_message_is_sent_by_original_names_numbers_and_strings(
        Tongue tongue, string parts, string config, string wish, bool atOnce)
    {
        var sent = await api.SendAsync(tongue, $$$"""
            {"message":{"message_id":"{{{Guid.NewGuid()}}}","role":1,"context_id":"","task_id":null,"{{{parts}}}":[{"text":"wait"}]},
             "configuration":{"{{{config}}}":{"url":"{{{Webhook}}}","token":"","id":""},"history_length":"0","{{{wish}}}":{{{(atOnce ? "true" : "false")}}} }}
            """, "gated");

        sent.State.ShouldBe(tongue.State("submitted"));
        sent.Task.AsObject().ContainsKey("history").ShouldBeFalse();
        var config1 = (await api.ListConfigsAsync(tongue, sent.Id, "gated")).Result["configs"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)(config1["pushNotificationConfig"] ?? config1)["url"]).ShouldBe(Webhook);
        await api.CancelAsync(tongue, sent.Id, "gated");
    }

    [Theory]
    [InlineData(Tongue.V1Rpc)]
    [InlineData(Tongue.V1Rest)]
    public async Task A_part_whose_data_is_null_has_a_content(Tongue tongue)
    {
        var sent = await api.SendAsync(tongue, tongue.Say("be quick").Replace("\"parts\":[", "\"parts\":[{\"data\":null},", StringComparison.Ordinal));

        var task = await api.GetAsync(tongue, sent.Id);

        var part = task.Result["history"]![0]!["parts"]![0]!.AsObject(); // the caller's own message
        part.ContainsKey("data").ShouldBeTrue();
        part["data"].ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"message":{"messageId":"a","message_id":"b","role":1,"parts":[{"text":"x"}]}}""", "message.message_id", "messageId")]
    [InlineData("""{"message":{"messageId":"a","role":1,"parts":[{"text":"x"},{"text":"x","raw":"AA=="}]}}""", "message.parts[1]", "text and raw")]
    [InlineData("""{"message":{"messageId":"a","role":1,"parts":[{"text":"x","data":null}]}}""", "message.parts[0]", "text and data")]
    [InlineData("""{"message":{"messageId":"a","role":3,"parts":[{"text":"x"}]}}""", "message.role", "wrong type or value")]
    [InlineData("""{"message":{"messageId":"a","role":1,"parts":[{"text":"x"}]},"configuration":{"historyLength":"x"}}""", "configuration.historyLength", "wrong")]
    [InlineData(
        """{"message":{"messageId":"a","role":1,"parts":[{"text":"x"}]},"configuration":{"historyLength":1,"history_length":1}}""",
        "configuration.history_length",
        "historyLength")]
    public async Task What_contradicts_itself_is_refused_by_the_name_of_the_field(string parameters, string field, string words)
    {
        var rpc = await api.SendAsync(Tongue.V1Rpc, parameters);
        var rest = await api.SendAsync(Tongue.V1Rest, parameters);

        rpc.Code.ShouldBe(-32602);
        rest.Status.ShouldBe(400);
        rpc.Message.ShouldStartWith($"{field} ");
        rpc.Message.ShouldContain(words);
        rest.Message.ShouldBe(rpc.Message);
    }

    [Theory]
    [InlineData("?context_id={0}&page_size=5&history_length=0&include_artifacts=true&status=3")]
    [InlineData("?contextId={0}&pageSize=5&historyLength=0&includeArtifacts=true&status=TASK_STATE_COMPLETED")]
    public async Task Queries_are_read_in_either_spelling(string query)
    {
        var context = $"context-{Guid.NewGuid()}";
        await api.SendAsync(Tongue.V1Rest, Tongue.V1Rest.Say("be quick", more: $",\"contextId\":\"{context}\""));

        var page = await api.RestAsync(Tongue.V1Rest, HttpMethod.Get, "/tasks" + string.Format(null, query, context), null);
        var others = await api.RestAsync(Tongue.V1Rest, HttpMethod.Get, $"/tasks?context_id={context}&status=4", null);

        ((int?)page.Result["pageSize"]).ShouldBe(5);
        var task = page.Result["tasks"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        task.ContainsKey("history").ShouldBeFalse();
        task.ContainsKey("artifacts").ShouldBeTrue();
        others.Result["tasks"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?page_size=0", "pageSize ")]
    [InlineData("?page_size=x", "page_size ")]
    [InlineData("?include_artifacts=yes", "include_artifacts ")]
    [InlineData("?status=9", "status ")]
    [InlineData("?status=working", "status ")]
    [InlineData("?pageSize=5&page_size=5", "page_size is the same field as pageSize")]
    public async Task A_query_that_says_nothing_known_is_refused_by_the_name_of_the_field(string query, string words)
    {
        var told = await api.RestAsync(Tongue.V1Rest, HttpMethod.Get, $"/tasks{query}", null);

        told.Status.ShouldBe(400);
        told.Message.ShouldStartWith(words);
    }

    [Fact]
    public async Task Queries_of_0_3_are_read_in_either_spelling()
    {
        var id = (await api.SendAsync(Tongue.V03Proto, Tongue.V03Proto.Say("be quick"))).Id;

        var task = await api.RestAsync(Tongue.V03Proto, HttpMethod.Get, $"/tasks/{id}?history_length=0", null);

        task.Result.AsObject().ContainsKey("history").ShouldBeFalse();
    }

    [Fact]
    public async Task A_body_may_repeat_what_the_path_says_by_its_original_name()
    {
        var id = (await api.SendAsync(Tongue.V1Rest, Tongue.V1Rest.Say("wait", atOnce: true), "gated")).Id;

        var same = await SetAsync($$"""{"task_id":"{{id}}","url":"{{Webhook}}"}""");
        var other = await SetAsync($$"""{"task_id":"another","url":"{{Webhook}}"}""");

        ((string?)same.Result["taskId"]).ShouldBe(id);
        other.Message.ShouldStartWith("task_id is another one in the body than in the path");

        Task<Told> SetAsync(string body) => api.RestAsync(Tongue.V1Rest, HttpMethod.Post, $"/tasks/{id}/pushNotificationConfigs", body, "gated");
    }

    [Fact]
    public async Task Parameters_of_0_3_over_JSON_RPC_have_one_name()
    {
        var told = await api.SendAsync(
            Tongue.V03Rpc, """{"message":{"message_id":"m","role":"user","parts":[{"kind":"text","text":"be quick"}]}}""");

        told.Message.ShouldStartWith("message.messageId is missing");
    }

    [Theory, EachTongue(OfHttp = true)]
    public async Task A_byte_order_mark_is_passed_over(Tongue tongue)
    {
        var parameters = tongue.Say("be quick");
        var (path, body) = tongue switch
        {
            Tongue.V1Rpc => ("/", ApiServer.Request("SendMessage", parameters)),
            Tongue.V03Rpc => ("/", ApiServer.Request("message/send", parameters)),
            Tongue.V1Rest => ("/message:send", parameters),
            _ => ("/v1/message:send", parameters),
        };
        using var content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(body)]);
        content.Headers.ContentType = new("application/json");

        using var response = await api.Client.PostAsync(path, content, Token);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token));
        new Told(response, answer, tongue).Result.ShouldNotBeNull();
    }
}
