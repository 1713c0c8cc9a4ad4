using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>Each mistake has an error that names the field, and leaves nothing behind.</summary>
[Collection(OneSystem.Name)]
public sealed class BadInputTests(AppHostFixture system)
{
    public static TheoryData<string, string, int, string> Mistakes => new()
    {
        { "malformed JSON", "{\"jsonrpc\":\"2.0\",", -32700, "JSON" },
        { "unknown method", Call("message/shout", "{}"), -32601, "message/shout" },
        { "no params", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"message/send\"}", -32602, "message" },
        { "no message", Call("message/send", "{}"), -32602, "message" },
        { "no parts", Call("message/send", """{"message":{"role":"user","messageId":"m"}}"""), -32602, "parts" },
        { "empty parts", Call("message/send", """{"message":{"role":"user","messageId":"m","parts":[]}}"""), -32602, "parts" },
        { "empty message", Call("message/send", """{"message":{"role":"user","messageId":"m","parts":[{"kind":"text","text":" "}]}}"""), -32602, "text" },
        { "no message id", Call("message/send", """{"message":{"role":"user","parts":[{"kind":"text","text":"x"}]}}"""), -32602, "messageId" },
        { "unknown task", Call("tasks/get", """{"id":"01a1fd3a-9cee-768f-b1b9-ca6cec4add0b"}"""), -32001, "01a1fd3a-9cee-768f-b1b9-ca6cec4add0b" },
        { "no task id of ours", Call("tasks/cancel", """{"id":"task-123"}"""), -32001, "task-123" },
        { "ftp webhook", Webhook("ftp://example.com/hook"), -32602, "url" },
        { "relative webhook", Webhook("/hook"), -32602, "url" },
        { "user info", Webhook("http://me:secret@example.com/"), -32602, "url" },
        { "private address", Webhook("http://10.0.0.1/hook"), -32602, "url" },
        { "metadata address", Webhook("http://169.254.169.254/latest/meta-data"), -32602, "url" },
        { "private address as a number", Webhook("http://167772161/hook"), -32602, "url" },
        { "private v6 address", Webhook("http://[fd00::1]/hook"), -32602, "url" },
        { "mapped v6 address", Webhook("http://[::ffff:10.0.0.1]/hook"), -32602, "url" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_has_a_clear_error_and_nothing_is_stored(string mistake, string body, int code, string named)
    {
        using var caller = new Caller(system);
        var before = await MessagesAsync();

        var (status, answer) = await caller.PostAsync(body);

        status.ShouldBe(HttpStatusCode.OK, mistake);
        answer["error"]!["code"]!.GetValue<int>().ShouldBe(code, mistake);
        answer["error"]!["message"]!.GetValue<string>().ShouldContain(named);
        answer["result"].ShouldBeNull();
        (await MessagesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task While_redis_does_not_answer_a_submission_fails_within_two_seconds_and_works_again_after()
    {
        using var caller = new Caller(system);
        using var redis = await ConnectToRedisAsync();
        (await AskAsync(redis, "CLIENT PAUSE 20000 ALL")).ShouldBe("+OK");

        var (status, answer) = await Eventually.WithinAsync(
            TimeSpan.FromSeconds(2), () => caller.PostAsync(Call("message/send", caller.LongTask().ToJsonString())));

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer["error"]!["code"]!.GetValue<int>().ShouldBe(-32603);
        await Eventually.TrueAsync(async () => (await caller.PostAsync(Call("message/send", caller.LongTask().ToJsonString()))).Status == HttpStatusCode.OK);
    }

    private static string Call(string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""";

    private static string Webhook(string url) => Call("message/send", new JsonObject
    {
        ["message"] = new JsonObject
        {
            ["role"] = "user",
            ["messageId"] = Guid.NewGuid().ToString(),
            ["parts"] = new JsonArray(new JsonObject { ["kind"] = "text", ["text"] = "quick" }),
        },
        ["pushNotification"] = new JsonObject { ["url"] = url },
    }.ToJsonString());

    // How many messages made a task: nothing else writes these keys, so tasks that still run do not matter.
    private async Task<int> MessagesAsync()
    {
        using var redis = await ConnectToRedisAsync();
        var count = await AskAsync(redis, "EVAL \"return #redis.call('KEYS', 'a2a:v1:*}:message:*')\" 0");
        return int.Parse(count[1..], CultureInfo.InvariantCulture);
    }

    private async Task<TcpClient> ConnectToRedisAsync()
    {
        var settings = (await system.App.GetConnectionStringAsync("redis", TestContext.Current.CancellationToken))!.Split(',');
        var address = settings[0].Split(':');
        var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        // In a container it has a password.
        if (settings.FirstOrDefault(setting => setting.StartsWith("password=", StringComparison.Ordinal)) is { } password)
        {
            (await AskAsync(client, $"AUTH {password["password=".Length..]}")).ShouldBe("+OK");
        }

        return client;
    }

    // The first line of the answer; what is asked here answers in one line.
    private static async Task<string> AskAsync(TcpClient redis, string command)
    {
        var stream = redis.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"));
        using var reader = new StreamReader(stream, leaveOpen: true);
        return await reader.ReadLineAsync() ?? "";
    }
}
