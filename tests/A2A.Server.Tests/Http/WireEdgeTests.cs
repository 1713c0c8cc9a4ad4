using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>What careful clients may rely on where the versions and the bindings have their corners.</summary>
public sealed class WireEdgeTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Gated = "/agents/gated";
    private const int MostConfigs = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SendMessage", "configuration.taskPushNotificationConfig")]
    [InlineData("message/send", "pushNotificationConfig")]
    public async Task An_answer_with_one_push_config_too_many_is_invalid_params(string method, string field)
    {
        var id = await AskedAsync();
        for (var i = 0; i < MostConfigs; i++)
        {
            var set = await api.CallAsync("CreateTaskPushNotificationConfig", $$"""{"taskId":"{{id}}","id":"c{{i}}","url":"http://127.0.0.1:8/"}""", Gated);
            set["error"].ShouldBeNull();
        }

        var answer = await api.CallAsync(
            method,
            method == "SendMessage"
                ? Message(id, """ "configuration":{"taskPushNotificationConfig":{"id":"one-more","url":"http://127.0.0.1:8/"}} """)
                : ApiServer.Say("more", """ "configuration":{"pushNotificationConfig":{"id":"one-more","url":"http://127.0.0.1:8/"}} """)
                    .Replace("\"role\"", $"\"taskId\":\"{id}\",\"role\"", StringComparison.Ordinal),
            Gated);

        ((int?)answer["error"]?["code"]).ShouldBe(-32602);
        ((string?)answer["error"]?["message"]).ShouldStartWith(field);
    }

    [Fact]
    public async Task A_stream_of_0_3_ends_with_the_event_that_is_final_and_one_of_1_0_goes_on()
    {
        var id = await AskedAsync();
        await using var older = await api.StreamAsync("tasks/resubscribe", $$"""{"id":"{{id}}"}""", Gated);
        await using var newer = await api.StreamAsync("SubscribeToTask", $$"""{"id":"{{id}}"}""", Gated);
        (await older.NextAsync()).Short.ShouldStartWith("input-required");
        await newer.NextAsync();

        await api.CallAsync("SendMessage", Message(id).Replace("more", "ask", StringComparison.Ordinal), Gated);
        var events = await older.RestAsync();
        await api.CallAsync("CancelTask", $$"""{"id":"{{id}}"}""", Gated);

        events.Count(item => (bool?)item.Result["final"] is true).ShouldBe(1);
        ((bool?)events[^1].Result["final"]).ShouldBe(true);
        events[^1].Short.ShouldStartWith("input-required");
        var all = (await newer.RestAsync()).Select(item => (string?)item.Result["statusUpdate"]?["status"]?["state"]).ToList();
        all.ShouldContain("TASK_STATE_INPUT_REQUIRED");
        all[^1].ShouldBe("TASK_STATE_CANCELED");
    }

    [Fact]
    public async Task An_event_of_another_task_is_no_place_to_resume_from()
    {
        var id = await AskedAsync();
        await Task.Delay(2, Token); // the store's clock goes on
        string? foreign;
        await using (var other = await api.StreamAsync("SendStreamingMessage", Message(taskId: null).Replace("more", "ask", StringComparison.Ordinal), Gated))
        {
            foreign = (await other.NextAsync()).Id;
        }

        using var refused = await EventReader.SendAsync(
            api.Client, Gated, ApiServer.Request("SubscribeToTask", $$"""{"id":"{{id}}"}"""), foreign, Token);

        (await refused.Content.ReadAsStringAsync(Token)).ShouldContain("Last-Event-ID");
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ListTasks"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ListTasks","params":null}""")]
    public async Task Parameters_may_be_left_out_where_none_is_required(string request)
    {
        using var response = await api.PostAsync("/", request);

        JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["result"]!["tasks"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_call_to_an_agent_that_is_not_there_gets_its_id_back()
    {
        using var response = await api.PostAsync("/agents/nobody", ApiServer.Request("ListTasks", "{}"));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["id"]).ShouldBe("r1");
    }

    [Fact]
    public async Task A_condition_that_fails_is_412_and_nothing_to_keep()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/agent-card.json");
        request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"another\""));

        using var response = await api.Client.SendAsync(request, Token);

        response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        response.Headers.CacheControl?.NoStore.ShouldBeTrue();
        response.Headers.ETag.ShouldBeNull();
    }

    [Theory]
    [InlineData("application/a2a+json;q=0, application/json", "application/json")]
    [InlineData("application/json, application/a2a+json;q=0.5", "application/a2a+json")]
    public async Task A_media_type_that_is_named_as_unwanted_is_not_sent(string accept, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks");
        request.Headers.Add("Accept", accept);

        using var response = await api.Client.SendAsync(request, Token);

        response.Content.Headers.ContentType?.MediaType.ShouldBe(expected);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"scheme":""}""")]
    public async Task An_authentication_of_1_0_has_a_scheme(string authentication)
    {
        var id = await AskedAsync();

        var answer = await api.CallAsync(
            "CreateTaskPushNotificationConfig", $$"""{"taskId":"{{id}}","url":"http://127.0.0.1:8/","authentication":{{authentication}}}""", Gated);

        ((string?)answer["error"]?["message"]).ShouldStartWith("authentication.scheme");
    }

    [Theory]
    [InlineData("5", """{"value":5}""")]
    [InlineData("[1,2]", """{"value":[1,2]}""")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    public async Task Data_of_1_0_is_an_object_for_clients_of_0_3(string data, string expected)
    {
        var sent = await api.CallAsync("SendMessage", $$"""
            { "message": { "messageId": "{{Guid.NewGuid()}}", "role": "ROLE_USER", "parts": [{ "text": "be quick" }, { "data": {{data}} }] } }
            """);

        var task = await api.CallAsync("tasks/get", $$"""{"id":"{{sent["result"]!["task"]!["id"]}}"}""");

        task["result"]!["history"]![0]!["parts"]![1]!["data"]!.ToJsonString().ShouldBe(expected);
    }

    private async Task<string?> AskedAsync()
    {
        var asked = await api.CallAsync("SendMessage", Message(taskId: null).Replace("more", "ask", StringComparison.Ordinal), Gated);
        ((string?)asked["result"]!["task"]!["status"]!["state"]).ShouldBe("TASK_STATE_INPUT_REQUIRED");
        return (string?)asked["result"]!["task"]!["id"];
    }

    private static string Message(string? taskId, string? more = null)
    {
        var text = new StringBuilder($$"""{"message":{"messageId":"{{Guid.NewGuid()}}","role":"ROLE_USER","parts":[{"text":"more"}]""");
        text.Append(taskId is null ? "}" : $",\"taskId\":\"{taskId}\"}}");
        return text.Append(more is null ? "}" : $",{more}}}").ToString();
    }
}
