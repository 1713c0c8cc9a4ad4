using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Requests as published examples of push notifications print them, in several dialects: each must work as it stands.</summary>
public sealed class SeedRequestsTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Webhook = "http://localhost:9000/webhook/notifications";

    private const string AtOnce = """
        "configuration": { "returnImmediately": true }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_send_with_pushNotification_answers_at_once()
    {
        var answer = await PostAsync("/a2a", $$"""
            {
              "jsonrpc": "2.0",
              "method": "message/send",
              "params": {
                "message": {
                  "role": "user",
                  "parts": [{ "kind": "text", "text": "Train a machine learning model" }],
                  "messageId": "{{Guid.NewGuid()}}"
                },
                "pushNotification": { "url": "{{Webhook}}", "token": "manual-test-token" }
              },
              "id": "req-456"
            }
            """);

        StateOf(answer).ShouldBeOneOf("submitted", "working");
        (await ConfigsAsync(answer)).ShouldHaveSingleItem();
        var config = await api.CallAsync("tasks/pushNotificationConfig/get", $$"""{"id":"{{IdOf(answer)}}"}""");
        ((string?)config["result"]?["pushNotificationConfig"]?["token"]).ShouldBe("manual-test-token");
    }

    [Fact]
    public async Task Message_stream_with_pushNotificationConfig_and_secret_streams_to_the_end()
    {
        var parameters = $$"""
            {
              "message": {
                "role": "user",
                "parts": [{ "kind": "text", "text": "Run a quick machine learning task" }],
                "messageId": "{{Guid.NewGuid()}}",
                "kind": "message"
              },
              "pushNotificationConfig": { "url": "{{Webhook}}", "secret": "default-webhook-secret" }
            }
            """;
        await using var stream = await api.StreamAsync("message/stream", parameters, "/a2a");

        var events = await stream.RestAsync();

        events[0].Kind.ShouldBe("task");
        events.Select(item => item.Short).ShouldContain("working 📡 Webhook configured - you can disconnect safely!");
        ((bool?)events[^1].Result["final"]).ShouldBe(true);
        (await ConfigsAsync(events[0].Answer)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ReturnImmediately_gives_the_task_at_once_and_polling_finds_its_end()
    {
        var answer = await api.CallAsync("message/send", ApiServer.Say("Write a quick report on AI trends", AtOnce), "/a2a");
        StateOf(answer).ShouldBeOneOf("submitted", "working");

        await Eventually.TrueAsync(async () => StateOf(await api.CallAsync("tasks/get", $$"""{"id":"{{IdOf(answer)}}"}""", "/a2a")) == "completed");
    }

    [Fact]
    public async Task The_flat_push_config_is_set_got_listed_and_deleted()
    {
        var task = IdOf(await api.CallAsync("message/send", ApiServer.Say("be quick")));

        var set = await api.CallAsync("tasks/pushNotificationConfig/set", $$"""
            {
              "taskId": "{{task}}",
              "url": "https://my-app.com/webhooks/a2a",
              "token": "webhook-secret",
              "authentication": { "scheme": "Bearer", "credentials": "my-auth-token" }
            }
            """);
        var got = await api.CallAsync("tasks/pushNotificationConfig/get", $$"""{"taskId":"{{task}}"}""");
        var list = await api.CallAsync("tasks/pushNotificationConfig/list", $$"""{"taskId":"{{task}}"}""");
        var deleted = await api.CallAsync("tasks/pushNotificationConfig/delete", $$"""{"taskId":"{{task}}"}""");

        foreach (var config in new[] { set["result"], got["result"], list["result"]!.AsArray().Single() })
        {
            ((string?)config!["taskId"]).ShouldBe(task);
            ((string?)config["pushNotificationConfig"]!["url"]).ShouldBe("https://my-app.com/webhooks/a2a");
        }

        set.ToJsonString().ShouldNotContain("my-auth-token");
        deleted["error"].ShouldBeNull();
        (await api.CallAsync("tasks/pushNotificationConfig/list", $$"""{"taskId":"{{task}}"}"""))["result"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("set")]
    [InlineData("get")]
    [InlineData("list")]
    [InlineData("delete")]
    public async Task An_agent_with_push_switched_off_says_so(string call)
    {
        var answer = await api.CallAsync(
            $"tasks/pushNotificationConfig/{call}", """{"taskId":"task-123","url":"https://my-app.com/webhooks/a2a"}""", "/agents/mute");

        // A2A 0.3, section 8.2. The published example shows -32601; its client takes any error for "switched off".
        ((int?)answer["error"]!["code"]).ShouldBe(-32003);
    }

    [Fact]
    public async Task A_task_that_takes_too_long_is_canceled_by_its_caller()
    {
        var task = await api.CallAsync("message/send", ApiServer.Say("wait", AtOnce), "/agents/gated");

        var canceled = await api.CallAsync("tasks/cancel", $$"""{"id":"{{IdOf(task)}}"}""", "/agents/gated");

        StateOf(canceled).ShouldBe("canceled");
    }

    [Fact]
    public async Task An_HTTP_client_that_names_version_0_3_0_gets_tasks_as_0_3_writes_them_at_the_cards_own_address()
    {
        var sent = await SendAsync(HttpMethod.Post, "/message:send", $$"""
            {
              "message": { "kind": "message", "role": "user", "messageId": "{{Guid.NewGuid()}}", "parts": [{ "kind": "text", "text": "Generate the Q1 report" }] },
              "configuration": { "blocking": false, "pushNotificationConfig": { "url": "{{Webhook}}", "token": "my-secret-token" } }
            }
            """);
        ((string?)sent["kind"]).ShouldBe("task");
        ((string?)sent["status"]!["state"]).ShouldBeOneOf("submitted", "working");

        await Eventually.TrueAsync(async () => (string?)(await SendAsync(HttpMethod.Get, $"/tasks/{sent["id"]}"))["status"]!["state"] == "completed");
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/agents/report{path}");
        request.Headers.Add("A2A-Version", "0.3.0");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.Client.SendAsync(request, Token);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
    }

    private async Task<JsonNode> PostAsync(string path, string body)
    {
        using var response = await api.PostAsync(path, body);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
    }

    private async Task<JsonArray> ConfigsAsync(JsonNode answer) =>
        (await api.CallAsync("tasks/pushNotificationConfig/list", $$"""{"id":"{{IdOf(answer)}}"}"""))["result"]!.AsArray(); // a list always

    private static string? IdOf(JsonNode answer) => (string?)answer["result"]?["id"];

    private static string? StateOf(JsonNode answer) => (string?)answer["result"]?["status"]?["state"];
}
