using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Whatever is wrong, the answer is JSON, says what to do, and nothing is stored.</summary>
public sealed class BadInputTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string UnknownTask = "01a1fd41-d2e7-7122-8cef-01bfff9efe0a";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("""{"id":1,"method":"message/send"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/destroy","params":{}}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send"}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send","params":[]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/stream","params":{}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"role":"user","messageId":"m","parts":[{"kind":"text","text":" "}]}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"role":"user","messageId":"m","parts":[{"text":"x"}]},"configuration":{"historyLength":-1}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"role":"user","messageId":"m","parts":[{"text":"x"}]},"pushNotification":{"url":"nowhere"}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"role":"user","messageId":"m","taskId":"nothing","parts":[{"text":"x"}]}}}""", -32001)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"01a1fd41-d2e7-7122-8cef-01bfff9efe0a","historyLength":-1}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"nothing"}}""", -32001)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"01a1fd41-d2e7-7122-8cef-01bfff9efe0a"}}""", -32001)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/cancel","params":{"id":"01a1fd41-d2e7-7122-8cef-01bfff9efe0a"}}""", -32001)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/resubscribe","params":{"id":"01a1fd41-d2e7-7122-8cef-01bfff9efe0a"}}""", -32001)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/pushNotificationConfig/set","params":{"url":"http://localhost/"}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/pushNotificationConfig/set","params":{"taskId":"x"}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/pushNotificationConfig/set","params":{"taskId":"nothing","url":"http://localhost/"}}""", -32001)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/pushNotificationConfig/list","params":{"id":"nothing"}}""", -32001)]
    public async Task A_bad_call_gets_its_error_and_nothing_is_stored(string body, int code)
    {
        var before = await api.KeysAsync();

        using var response = await api.PostAsync("/a2a", body);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CodeOfAsync(response)).ShouldBe(code);
        (await api.KeysAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("message/stream", "{\"message\":{\"role\":\"user\",\"messageId\":\"m\",\"parts\":[{\"text\":\"x\"}]}}", -32004)]
    [InlineData("tasks/resubscribe", "{\"id\":\"" + UnknownTask + "\"}", -32004)]
    [InlineData("message/send", "{\"message\":{\"role\":\"user\",\"messageId\":\"m\",\"parts\":[{\"text\":\"x\"}]},\"pushNotificationConfig\":{\"url\":\"http://localhost/\"}}", -32003)]
    [InlineData("tasks/pushNotificationConfig/list", "{\"id\":\"" + UnknownTask + "\"}", -32003)]
    public async Task What_the_agent_cannot_do_is_refused_and_nothing_is_stored(string method, string parameters, int code)
    {
        var before = await api.KeysAsync();

        var answer = await api.CallAsync(method, parameters, "/agents/mute");

        ((int?)answer["error"]?["code"]).ShouldBe(code);
        (await api.KeysAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_body_over_a_mebibyte_is_refused_with_413()
    {
        using var request = LargeRequest(chunked: false);

        using var response = await api.Client.SendAsync(request, Token);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await CodeOfAsync(response)).ShouldBe(-32600);
    }

    [Fact]
    public async Task A_chunked_body_over_a_mebibyte_is_refused_with_413()
    {
        using var request = LargeRequest(chunked: true);

        using var response = await api.Client.SendAsync(request, Token);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await CodeOfAsync(response)).ShouldBe(-32600);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/message:send")]
    public async Task A_chunk_that_no_body_can_have_is_refused_with_400(string path) =>
        (await RawRequest.WithAnImpossibleChunkAsync(api.Client.BaseAddress!, path, Token)).ShouldBe("HTTP/1.1 400 Bad Request");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_media_type_is_refused_with_415(string mediaType)
    {
        using var response = await api.Client.PostAsync("/", new StringContent("{}", Encoding.UTF8, mediaType), Token);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await CodeOfAsync(response)).ShouldBe(-32600);
    }

    [Fact]
    public async Task An_unknown_agent_is_refused_with_404_and_the_known_ones_are_named()
    {
        using var response = await api.PostAsync("/agents/nobody", ApiServer.Request("tasks/get", "{}"));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Token)).ShouldContain("'nobody'; the agents are: enterprise, gated, long-running, mute, picky, report.");
    }

    // Waits for the server's leave to send the body: an answer that comes in the middle of it is lost easily.
    private static HttpRequestMessage LargeRequest(bool chunked)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        return request;
    }

    private static async Task<int?> CodeOfAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
        ((string?)answer["error"]?["message"]).ShouldNotBeNullOrWhiteSpace();
        return (int?)answer["error"]?["code"];
    }
}
