using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Server.Http.OpenApi;

namespace A2A.Server.Tests.Http.OpenApi;

/// <summary>What the running server answers is what its description says, to the last member.</summary>
public sealed class OpenApiAnswerTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Webhook = """{"url":"http://127.0.0.1:2/","token":"t","authentication":{"scheme":"Bearer","credentials":"c"},"secret":"0123456789abcdef0123456789abcdef"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_answers_as_described()
    {
        var described = await DescribedAsync();
        var task = (string)(await described.CheckAsync("POST", "/message:send", Say("Process my files"), 200))!["task"]!["id"]!; // the schema requires it
        var waiting = (string)(await described.CheckAsync("POST", "/{tenant}/message:send", Say("ask"), 200, "gated"))!["task"]!["id"]!;
        var running = (string)(await described.CheckAsync("POST", "/{tenant}/message:send", Say("wait", atOnce: true), 200, "gated"))!["task"]!["id"]!;

        await described.CheckAsync("GET", "/tasks/{id}", null, 200, task);
        await described.CheckAsync("GET", "/{tenant}/tasks/{id}", null, 200, "gated", waiting);
        await described.CheckAsync("GET", "/tasks?includeArtifacts=true&pageSize=1&status=TASK_STATE_COMPLETED&historyLength=5", null, 200);
        await described.CheckAsync("GET", "/tasks?contextId=nothing", null, 200);
        var config = (string)(await described.CheckAsync("POST", "/{tenant}/tasks/{taskId}/pushNotificationConfigs", Webhook, 200, "gated", running))!["id"]!; // the server gives one
        await described.CheckAsync("GET", "/{tenant}/tasks/{taskId}/pushNotificationConfigs/{id}", null, 200, "gated", running, config);
        await described.CheckAsync("GET", "/{tenant}/tasks/{taskId}/pushNotificationConfigs", null, 200, "gated", running);
        await described.CheckAsync("DELETE", "/{tenant}/tasks/{taskId}/pushNotificationConfigs/{id}", null, 200, "gated", running, config);
        await described.CheckAsync("POST", "/{tenant}/tasks/{id}:cancel", """{"metadata":{"why":"test"}}""", 200, "gated", running);
        await described.CheckAsync("POST", "/{tenant}/message:send", Say("answer"), 200, "gated");
    }

    [Theory]
    [InlineData("/message:stream", "Process this quickly", null)]
    [InlineData("/{tenant}/message:stream", "Run a batch processing job", "enterprise")]
    [InlineData("/{tenant}/message:stream", "answer", "gated")]
    public async Task Every_item_of_a_stream_is_as_described(string path, string text, string? tenant)
    {
        var described = await DescribedAsync();
        var schema = described.SchemaOf("POST", path, 200, "text/event-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, path.Replace("{tenant}", tenant, StringComparison.Ordinal)) { Content = Json(Say(text)) };
        using var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

        var items = new List<JsonNode>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            items.Add(JsonNode.Parse(item.Data).ShouldNotBeNull());
        }

        items.ShouldNotBeEmpty();
        items.SelectMany(item => described.Check.Problems(item, schema)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("POST", "/message:send", "{", 400)]
    [InlineData("POST", "/message:send", """{"message":{"role":"ROLE_USER","messageId":"m","parts":[{"metadata":null}]}}""", 400)]
    [InlineData("POST", "/message:send", """{"message":{"role":"ROLE_USER","messageId":"m","parts":[{"text":"a","url":"b"}]}}""", 400)]
    [InlineData("GET", "/tasks/{id}", null, 404, "nothing")]
    [InlineData("GET", "/{tenant}/tasks", null, 404, "nobody")]
    [InlineData("POST", "/tasks/{id}:cancel", null, 404, "nothing")]
    [InlineData("GET", "/tasks/{id}:subscribe", null, 404, "nothing")]
    [InlineData("POST", "/tasks/{id}:subscribe", "{}", 404, "nothing")]
    [InlineData("GET", "/extendedAgentCard", null, 400)]
    [InlineData("POST", "/{tenant}/tasks/{taskId}/pushNotificationConfigs", Webhook, 400, "mute", "nothing")]
    public Task A_refusal_is_as_described(string method, string path, string? body, int status, params string[] values) => RefusedAsync(method, path, body, status, values);

    [Fact]
    public async Task A_body_of_another_media_type_is_refused_as_described()
    {
        var described = await DescribedAsync();

        await described.CheckAsync("POST", "/message:send", new StringContent("hello"), 415, []);
    }

    [Fact]
    public async Task A_larger_body_is_refused_as_described()
    {
        var described = await DescribedAsync();

        await described.CheckAsync("POST", "/message:send", Json(new string(' ', 1024 * 1024 + 1)), 413, []);
    }

    [Fact]
    public async Task Every_card_is_as_described()
    {
        var check = (await DescribedAsync()).Check;
        foreach (var agent in new[] { "enterprise", "long-running", "report" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/agents/{agent}/.well-known/agent-card.json");
            request.Headers.Add("A2A-Version", "1.0");
            using var response = await api.Client.SendAsync(request, Token);

            check.Problems(JsonNode.Parse(await response.Content.ReadAsStringAsync(Token)), check.Schema("AgentCard")).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("""{"text":"a"}""", true)]
    [InlineData("""{"raw":"aGk=","filename":"a.txt","mediaType":"text/plain"}""", true)]
    [InlineData("""{"raw":"no base64!"}""", false)]
    [InlineData("""{"data":0}""", true)]
    [InlineData("""{"data":[1,{"a":null}],"metadata":{}}""", true)]
    [InlineData("""{"data":null}""", true)]
    [InlineData("""{"text":"a","url":"http://a/"}""", false)]
    [InlineData("""{"filename":"a.txt"}""", false)]
    [InlineData("""{"text":1}""", false)]
    [InlineData("""{"text":"a","kind":"text"}""", false)]
    public async Task A_part_has_exactly_one_content(string part, bool isOne)
    {
        var check = (await DescribedAsync()).Check;

        (check.Problems(JsonNode.Parse(part), check.Schema("Part")).Count == 0).ShouldBe(isOne);
    }

    private async Task RefusedAsync(string method, string path, string? body, int status, string[] values)
    {
        var described = await DescribedAsync();

        var error = await described.CheckAsync(method, path, body, status, values);

        ((int?)error?["error"]?["code"]).ShouldBe(status);
    }

    private async Task<Described> DescribedAsync() =>
        new(api, JsonNode.Parse(await api.Client.GetStringAsync(OpenApiEndpoint.Path, Token)).ShouldNotBeNull());

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Say(string text, bool atOnce = false) => $$"""
        {"message":{"role":"ROLE_USER","messageId":"{{Guid.NewGuid()}}","parts":[{"text":"{{text}}"}]},"configuration":{"returnImmediately":{{(atOnce ? "true" : "false")}} } }
        """;

    /// <summary>The server beside its description.</summary>
    private sealed record Described(ApiServer Api, JsonNode Document)
    {
        public SchemaCheck Check { get; } = new(Document);

        /// <summary>Calls and holds the answer against what is described for its status and media type; gives its body.</summary>
        public Task<JsonNode?> CheckAsync(string method, string path, string? body, int status, params string[] values) =>
            CheckAsync(method, path, body is null ? null : Json(body), status, values);

        public async Task<JsonNode?> CheckAsync(string method, string address, HttpContent? body, int status, string[] values)
        {
            var path = address.Split('?')[0];
            using var request = new HttpRequestMessage(new HttpMethod(method), Fill(address, values)) { Content = body };
            request.Headers.ExpectContinue = body?.Headers.ContentLength > 64 * 1024; // an answer that comes in the middle of the body is lost easily
            using var response = await Api.Client.SendAsync(request, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            ((int)response.StatusCode).ShouldBe(status, text);
            if (response.Content.Headers.ContentType?.MediaType is not { } type)
            {
                Response(method, path, status)["content"].ShouldBeNull();
                return null;
            }

            var answer = JsonNode.Parse(text);
            Check.Problems(answer, SchemaOf(method, path, status, type)).ShouldBeEmpty(text);
            return answer;
        }

        public JsonNode SchemaOf(string method, string path, int status, string type) =>
            Response(method, path, status)["content"]?[type]?["schema"].ShouldNotBeNull($"{method} {path} {status} {type}")!; // checked

        private JsonNode Response(string method, string path, int status)
        {
            var response = Document["paths"]?[path]?[method.ToLowerInvariant()]?["responses"]?[$"{status}"].ShouldNotBeNull($"{method} {path} {status}");
            return (string?)response?["$ref"] is { } reference
                ? Document["components"]!["responses"]![reference.Split('/')[^1]]!
                : response!; // checked
        }

        private static string Fill(string path, string[] values)
        {
            foreach (var value in values)
            {
                var begin = path.IndexOf('{', StringComparison.Ordinal);
                path = string.Concat(path.AsSpan(0, begin), value, path.AsSpan(path.IndexOf('}', StringComparison.Ordinal) + 1));
            }

            return path;
        }
    }
}
