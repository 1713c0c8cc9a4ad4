using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

public sealed class StreamTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_gives_the_task_then_every_event_and_ends_with_the_final_one()
    {
        await using var stream = await api.StreamAsync("message/stream", ApiServer.Say("be quick"));

        var events = await stream.RestAsync();

        events.Select(item => item.Short).ShouldBe(["submitted", "working ⚡ Processing quick task...", "artifact quick_result", "completed"]);
        events.Select(item => item.Kind).ShouldBe(["task", "status-update", "artifact-update", "status-update"]);
        events.Select(item => (bool?)item.Result["final"]).ShouldBe([null, false, null, true]);
        events.Select(item => (string?)item.Answer["id"]).ShouldAllBe(id => id == "r1");
        events.Select(item => item.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task A_stream_tells_those_on_the_way_not_to_hold_it_back()
    {
        await using var stream = await api.StreamAsync("message/stream", ApiServer.Say("be quick"));

        stream.Response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        stream.Response.Headers.CacheControl?.NoCache.ShouldBeTrue();
        stream.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
    }

    [Fact]
    public async Task A_stream_of_a_new_message_ends_when_the_agent_asks()
    {
        await using var stream = await api.StreamAsync("message/stream", ApiServer.Say("ask"), "/agents/gated");

        var last = (await stream.RestAsync())[^1];

        last.Short.ShouldBe("input-required Which one?");
        ((bool?)last.Result["final"]).ShouldBe(true);
    }

    [Fact]
    public async Task A_caller_who_leaves_changes_nothing_and_resumes_without_gap_or_repeat()
    {
        var seen = new List<ReadEvent>();
        await using (var stream = await api.StreamAsync("message/stream", ApiServer.Say("train a model")))
        {
            seen.AddRange([await stream.NextAsync(), await stream.NextAsync(), await stream.NextAsync()]);
        }

        var id = (string?)seen[0].Result["id"];
        await using (var rest = await api.StreamAsync("tasks/resubscribe", $$"""{"id":"{{id}}"}""", lastEventId: seen[^1].Id))
        {
            seen.AddRange(await rest.RestAsync());
        }

        await using var whole = await api.StreamAsync("tasks/resubscribe", $$"""{"id":"{{id}}"}""", lastEventId: "0-0");
        seen.Select(item => item.Id).ShouldBe((await whole.RestAsync()).Select(item => item.Id));
        seen.Select(item => item.Short).ShouldBe(
        [
            "submitted",
            "working 🚀 Starting long-running task (0.3 seconds simulated)...",
            "working ⚙️ Processing step 1/6 (17% complete)",
            "working ⚙️ Processing step 2/6 (33% complete)",
            "working ⚙️ Processing step 3/6 (50% complete)",
            "working ⚙️ Processing step 4/6 (67% complete)",
            "working ⚙️ Processing step 5/6 (83% complete)",
            "working ⚙️ Processing step 6/6 (100% complete)",
            "artifact long_task_result",
            "completed",
        ]);
    }

    [Fact]
    public async Task Without_a_last_event_a_resumed_stream_begins_with_the_task_as_it_is()
    {
        await using var first = await api.StreamAsync("message/stream", ApiServer.Say("wait"), "/agents/gated");
        var id = (string?)(await first.NextAsync()).Result["id"];
        var begins = await first.NextAsync();

        await using var second = await api.StreamAsync("tasks/resubscribe", $$"""{"id":"{{id}}"}""", "/agents/gated");
        var task = await second.NextAsync();

        task.Kind.ShouldBe("task");
        task.Id.ShouldBe(begins.Id);
        task.Short.ShouldBe("working begins");
        await api.CallAsync("tasks/cancel", $$"""{"id":"{{id}}"}""", "/agents/gated");
        (await second.RestAsync()).ShouldHaveSingleItem().Short.ShouldStartWith("canceled");
    }

    [Fact]
    public async Task An_ended_task_has_nothing_to_follow_but_what_the_caller_missed()
    {
        await using var stream = await api.StreamAsync("message/stream", ApiServer.Say("be quick"));
        var events = await stream.RestAsync();
        var task = $$"""{"id":"{{events[0].Result["id"]}}"}""";

        await using var again = await api.StreamAsync("tasks/resubscribe", task, lastEventId: events[1].Id);

        (await again.RestAsync()).Select(item => item.Id).ShouldBe(events.Skip(2).Select(item => item.Id));
        ((int?)(await api.CallAsync("tasks/resubscribe", task))["error"]?["code"]).ShouldBe(-32004);
        (await ErrorAfterAsync(task, events[^1].Id)).ShouldContain("-32004");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("99999999999999-0")]
    [InlineData("99999999999999999999999-0")]
    public async Task A_last_event_that_is_none_of_the_task_is_a_clear_error(string lastEventId)
    {
        await using var stream = await api.StreamAsync("message/stream", ApiServer.Say("be quick"));
        var task = $$"""{"id":"{{(await stream.NextAsync()).Result["id"]}}"}""";

        var error = await ErrorAfterAsync(task, lastEventId);

        error.ShouldContain("-32602");
        error.ShouldContain("Last-Event-ID");
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_is_alive()
    {
        var call = ApiServer.Request("message/stream", ApiServer.Say("wait"));
        using var response = await EventReader.SendAsync(api.Client, "/agents/gated", call, lastEventId: null, Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        string? line;
        do
        {
            line = await lines.ReadLineAsync(Token).AsTask().WaitAsync(Eventually.Patience, Token);
        }
        while (line is not (null or ": heartbeat"));

        line.ShouldBe(": heartbeat");
        for (var i = 0; i < 3; i++)
        {
            (await lines.ReadLineAsync(Token)).ShouldBe(": heartbeat"); // a blank line would end an event
        }
    }

    [Fact]
    public async Task In_0_3_a_chunk_that_begins_with_data_is_whole_JSON_after_it()
    {
        var chunks = await ChunksAsync("/", ApiServer.Request("message/stream", ApiServer.Say("be quick")));

        var events = chunks.Where(chunk => chunk.StartsWith("data: ", StringComparison.Ordinal)).ToList();
        events.Count.ShouldBe(4);
        events.ShouldAllBe(chunk => IsJson(chunk.Substring("data: ".Length)));
        chunks.Count(chunk => chunk.StartsWith("id: ", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task In_1_0_an_event_leaves_in_one_chunk()
    {
        var chunks = await ChunksAsync("/message:stream", Tongue.V1Rest.Say("be quick"));

        chunks.Where(chunk => chunk != ": heartbeat\n").ShouldAllBe(chunk => chunk.StartsWith("data: ") && chunk.EndsWith("\n\n"));
    }

    private static bool IsJson(string text) => JsonNode.Parse(text) is not null;

    /// <summary>The chunks of an answer (RFC 9112, section 7.1), as the server wrote them.</summary>
    private async Task<List<string>> ChunksAsync(string path, string body)
    {
        using var connection = new TcpClient();
        var server = api.Client.BaseAddress.ShouldNotBeNull();
        await connection.ConnectAsync(server.Host, server.Port, Token);
        await using var stream = connection.GetStream();
        var bytes = Encoding.UTF8.GetBytes(body);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {bytes.Length}\r\n\r\n"),
            Token);
        await stream.WriteAsync(bytes, Token);

        using var reader = new StreamReader(stream, Encoding.Latin1);
        while (await reader.ReadLineAsync(Token) is { Length: > 0 })
        {
            // the headers
        }

        var chunks = new List<string>();
        while (Convert.ToInt32(await reader.ReadLineAsync(Token), 16) is > 0 and var length)
        {
            var chunk = new char[length];
            await reader.ReadBlockAsync(chunk, Token);
            await reader.ReadLineAsync(Token);
            chunks.Add(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(chunk)));
        }

        return chunks;
    }

    private async Task<string> ErrorAfterAsync(string task, string? lastEventId)
    {
        using var refused = await EventReader.SendAsync(api.Client, "/", ApiServer.Request("tasks/resubscribe", task), lastEventId, Token);
        return await refused.Content.ReadAsStringAsync(Token);
    }
}
