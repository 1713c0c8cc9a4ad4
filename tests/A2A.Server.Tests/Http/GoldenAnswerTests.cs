namespace A2A.Server.Tests.Http;

/// <summary>Answers to the last byte: what clients parse.</summary>
public sealed class GoldenAnswerTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData(Tongue.V1Rpc, """{"jsonrpc":"2.0","id":"r1","error":{"code":-32001,"message":"There is no task 'x'.","data":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"TASK_NOT_FOUND","domain":"a2a-protocol.org","metadata":{"taskId":"x"}}]}}""")]
    [InlineData(Tongue.V1Rest, """{"error":{"code":404,"status":"NOT_FOUND","message":"There is no task 'x'.","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"TASK_NOT_FOUND","domain":"a2a-protocol.org","metadata":{"taskId":"x"}}]}}""")]
    [InlineData(Tongue.V03Rpc, """{"jsonrpc":"2.0","id":"r1","error":{"code":-32001,"message":"There is no task 'x'."}}""")]
    [InlineData(Tongue.V03Proto, """{"code":-32001,"message":"There is no task 'x'."}""")]
    public async Task An_unknown_task(Tongue tongue, string answer) =>
        (await TextAsync(await api.GetAsync(tongue, "x"))).ShouldBe(answer);

    [Theory]
    [InlineData(Tongue.V1Rpc, """{"jsonrpc":"2.0","id":"r1","error":{"code":-32602,"message":"id is missing; send the id of the task.","data":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"INVALID_PARAMS","domain":"a2a-protocol.org"},{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"id","description":"id is missing; send the id of the task."}]}]}}""")]
    [InlineData(Tongue.V03Rpc, """{"jsonrpc":"2.0","id":"r1","error":{"code":-32602,"message":"id is missing; send the id of the task."}}""")]
    public async Task A_missing_parameter(Tongue tongue, string answer) =>
        (await TextAsync(await api.RpcAsync(tongue, tongue.IsV1() ? "GetTask" : "tasks/get", "{}"))).ShouldBe(answer);

    [Theory]
    [InlineData(Tongue.V1Rpc, """{"jsonrpc":"2.0","id":"r1","result":{"message":{"messageId":"ID","contextId":"c","role":"ROLE_AGENT","parts":[{"text":"at once"}]}}}""")]
    [InlineData(Tongue.V1Rest, """{"message":{"messageId":"ID","contextId":"c","role":"ROLE_AGENT","parts":[{"text":"at once"}]}}""")]
    [InlineData(Tongue.V03Rpc, """{"jsonrpc":"2.0","id":"r1","result":{"kind":"message","role":"agent","parts":[{"kind":"text","text":"at once"}],"messageId":"ID","contextId":"c"}}""")]
    [InlineData(Tongue.V03Proto, """{"message":{"messageId":"ID","contextId":"c","role":"ROLE_AGENT","content":[{"text":"at once"}]}}""")]
    [InlineData(Tongue.V03Plain, """{"kind":"message","role":"agent","parts":[{"kind":"text","text":"at once"}],"messageId":"ID","contextId":"c"}""")]
    public async Task A_direct_answer(Tongue tongue, string answer)
    {
        var told = await api.SendAsync(tongue, tongue.Say("answer", more: ",\"contextId\":\"c\""), "gated");

        var id = (string?)(told.Result["message"] ?? told.Result)["messageId"];
        (await TextAsync(told)).Replace(id!, "ID", StringComparison.Ordinal).ShouldBe(answer); // a message has an id
    }

    [Theory]
    [InlineData(Tongue.V1Rest, "/message:send", """{"error":{"code":413,"status":"INVALID_ARGUMENT","message":"The body is larger than 1048576 bytes; send large content as a file part with a URL.","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"BODY_TOO_LARGE","domain":"a2a-protocol.org"}]}}""")]
    [InlineData(Tongue.V03Proto, "/v1/message:send", """{"code":-32600,"message":"The body is larger than 1048576 bytes; send large content as a file part with a URL."}""")]
    public async Task A_body_over_a_mebibyte(Tongue tongue, string path, string answer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.ExpectContinue = true; // an answer that comes in the middle of the body is lost easily

        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(413, tongue.ToString());
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(answer);
    }

    [Theory]
    [InlineData(Tongue.V1Rest, "/tasks")]
    [InlineData(Tongue.V03Proto, "/v1/tasks")]
    public async Task A_stream_is_resumed_after_the_last_event(Tongue tongue, string tasks)
    {
        var stream = tasks.Replace("/tasks", "/message:stream", StringComparison.Ordinal);
        await using var first = await EventReader.OpenAsync(api.Client, stream, tongue.Say("be quick"), lastEventId: null, TestContext.Current.CancellationToken);
        var events = await first.RestAsync();
        var id = (string?)events[0].Answer["task"]?["id"];

        await using var again = await EventReader.OpenAsync(api.Client, $"{tasks}/{id}:subscribe", "{}", events[1].Id, TestContext.Current.CancellationToken);

        (await again.RestAsync()).Select(item => (item.Id, item.Answer.ToJsonString()))
            .ShouldBe(events.Skip(2).Select(item => (item.Id, item.Answer.ToJsonString())));
    }

    private static Task<string> TextAsync(Told told) => told.Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
