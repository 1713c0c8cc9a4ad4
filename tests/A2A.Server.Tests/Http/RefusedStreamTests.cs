using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>How a stream is refused.</summary>
public sealed class RefusedStreamTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Events = "text/event-stream";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tasks/resubscribe", """{"id":"none"}""", -32001)]
    [InlineData("tasks/resubscribe", "{}", -32602)]
    [InlineData("message/stream", "{}", -32602)]
    public async Task In_0_3_over_JSON_RPC_the_error_is_the_only_event_of_a_stream_that_was_asked_for(
        string method, string parameters, int code)
    {
        foreach (var accept in new[] { Events, $"application/json, {Events}", $"{Events}; q=0.5" })
        {
            using var response = await SendAsync("/", ApiServer.Request(method, parameters), accept);

            ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType).ShouldBe((200, Events));
            var item = (await SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).ToListAsync(Token))
                .ShouldHaveSingleItem();
            var answer = JsonNode.Parse(item.Data).ShouldNotBeNull();
            item.EventType.ShouldBe(SseParser.EventTypeDefault);
            item.EventId.ShouldBeNull();
            ((string?)answer["id"]).ShouldBe("r1");
            ((int?)answer["error"]?["code"]).ShouldBe(code);
        }
    }

    [Theory]
    [InlineData("tasks/resubscribe", null, null, -32001)]
    [InlineData("tasks/resubscribe", "application/json", null, -32001)]
    [InlineData("tasks/resubscribe", "text/event-stream;q=0, application/json", null, -32001)]
    [InlineData("tasks/get", Events, null, -32001)]
    [InlineData("SubscribeToTask", Events, "1.0", -32001)]
    public async Task Any_other_error_is_an_answer_of_its_own(string method, string? accept, string? version, int code)
    {
        using var response = await SendAsync("/", ApiServer.Request(method, """{"id":"none"}"""), accept, version);

        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        ((int?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))?["error"]?["code"]).ShouldBe(code);
    }

    [Theory]
    [InlineData("/agents/nobody", """{"jsonrpc":"2.0","id":"r1","method":"tasks/resubscribe","params":{"id":"none"}}""", 404)]
    [InlineData("/v1/tasks/none:subscribe", "{}", 404)]
    [InlineData("/v1/message:stream", "{}", 400)]
    [InlineData("/tasks/none:subscribe", "{}", 404)]
    public async Task What_HTTP_refuses_has_its_status_whatever_the_caller_accepts(string path, string body, int status)
    {
        using var response = await SendAsync(path, body, Events);

        ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType).ShouldBe((status, "application/json"));
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string body, string? accept, string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in new[] { ("Accept", accept), ("A2A-Version", version) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await api.Client.SendAsync(request, Token);
    }
}
