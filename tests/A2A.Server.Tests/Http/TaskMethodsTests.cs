using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

public sealed class TaskMethodsTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string AtOnce = "\"configuration\":{\"blocking\":false}";

    [Theory]
    [InlineData("/")]
    [InlineData("/a2a")]
    [InlineData("/agents/long-running")]
    [InlineData("/agents/long-running/a2a")]
    public async Task A_message_gives_the_finished_task(string path)
    {
        var answer = await api.CallAsync("message/send", ApiServer.Say("be quick"), path);

        ((string?)answer["id"]).ShouldBe("r1");
        ((string?)answer["result"]?["kind"]).ShouldBe("task");
        StateOf(answer).ShouldBe("completed");
        ((string?)answer["result"]?["artifacts"]?[0]?["name"]).ShouldBe("quick_result");
    }

    [Theory]
    [InlineData("\"configuration\":{\"blocking\":false}")]
    [InlineData("\"configuration\":{\"returnImmediately\":true}")]
    public async Task Who_does_not_want_to_wait_gets_the_task_at_once(string configuration)
    {
        var answer = await api.CallAsync("message/send", ApiServer.Say("wait", configuration), "/agents/gated");

        StateOf(answer).ShouldBe("submitted");
    }

    [Fact]
    public async Task In_the_ProtoJSON_of_0_3_a_configuration_without_blocking_says_false()
    {
        var told = await api.RestAsync(Tongue.V03Proto, HttpMethod.Post, "/message:send", $$$"""
            {"message":{"messageId":"{{{Guid.NewGuid()}}}","role":"ROLE_USER","content":[{"text":"wait"}]},"configuration":{"historyLength":1}}
            """, "gated");

        told.State.ShouldBe("TASK_STATE_SUBMITTED");
    }

    [Fact]
    public async Task The_same_message_gives_the_same_task()
    {
        var say = ApiServer.Say("wait", AtOnce, messageId: "twice");

        var first = await api.CallAsync("message/send", say, "/agents/gated");
        var second = await api.CallAsync("message/send", say, "/agents/gated");

        IdOf(second).ShouldBe(IdOf(first));
    }

    [Fact]
    public async Task An_agent_that_asks_ends_the_wait()
    {
        var answer = await api.CallAsync("message/send", ApiServer.Say("ask"), "/agents/gated");

        StateOf(answer).ShouldBe("input-required");
    }

    [Fact]
    public async Task An_agent_that_throws_fails_its_task_and_keeps_the_reason_to_itself()
    {
        var answer = await api.CallAsync("message/send", ApiServer.Say("throw"), "/agents/gated");

        StateOf(answer).ShouldBe("failed");
        answer.ToJsonString().ShouldNotContain("a secret detail");
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData(",\"historyLength\":0", null)]
    [InlineData(",\"historyLength\":1", 1)]
    [InlineData(",\"historyLength\":99", 3)]
    public async Task The_history_is_as_long_as_the_caller_says(string length, int? messages)
    {
        var task = await api.CallAsync("message/send", ApiServer.Say("Q1"), "/agents/report");

        var answer = await api.CallAsync("tasks/get", $$"""{"id":"{{IdOf(task)}}"{{length}}}""", "/agents/report");

        (answer["result"]?["history"] as JsonArray)?.Count.ShouldBe(messages.GetValueOrDefault());
        answer["result"]!.AsObject().ContainsKey("history").ShouldBe(messages is not null); // the task was found
    }

    [Fact]
    public async Task The_newest_messages_are_the_ones_that_stay()
    {
        var answer = await api.CallAsync("message/send", ApiServer.Say("Q1", "\"configuration\":{\"historyLength\":1}"), "/agents/report");

        ((string?)answer["result"]?["history"]?[0]?["parts"]?[0]?["text"]).ShouldBe("Generating report...");
    }

    [Fact]
    public async Task Canceling_ends_the_task_which_cannot_be_canceled_again()
    {
        var id = IdOf(await api.CallAsync("message/send", ApiServer.Say("wait", AtOnce), "/agents/gated"));

        var first = await api.CallAsync("tasks/cancel", $$"""{"id":"{{id}}"}""", "/agents/gated");
        var second = await api.CallAsync("tasks/cancel", $$"""{"id":"{{id}}"}""", "/agents/gated");

        StateOf(first).ShouldBe("canceled");
        ((int?)second["error"]?["code"]).ShouldBe(-32002);
    }

    [Fact]
    public async Task Canceling_a_task_that_is_quicker_is_no_success()
    {
        var id = IdOf(await api.CallAsync("message/send", ApiServer.Say("finish", AtOnce), "/agents/gated"));

        var answer = await api.CallAsync("tasks/cancel", $$"""{"id":"{{id}}"}""", "/agents/gated");

        ((int?)answer["error"]?["code"]).ShouldBe(-32002);
        StateOf(await api.CallAsync("tasks/get", $$"""{"id":"{{id}}"}""", "/agents/gated")).ShouldBe("completed");
    }

    [Fact]
    public async Task The_deepest_message_that_is_taken_can_be_written_everywhere()
    {
        var id = IdOf(await api.CallAsync("message/send", Deep(59)));

        var task = await api.CallAsync("tasks/get", $$"""{"id":"{{id}}"}""");

        StateOf(task).ShouldBe("completed");
        ((int?)(await api.CallAsync("message/send", Deep(60)))["error"]?["code"]).ShouldBe(-32700);

        // Five levels of a request are around a data part's value.
        static string Deep(int levels) => ApiServer.Say("be quick").Replace(
            "\"parts\":[", $$"""
            "parts":[{"kind":"data","data":{{string.Concat(Enumerable.Repeat("{\"a\":", levels))}}1{{new string('}', levels)}}},
            """, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ended_task_can_neither_be_canceled_nor_spoken_to()
    {
        var id = IdOf(await api.CallAsync("message/send", ApiServer.Say("be quick")));

        var cancel = await api.CallAsync("tasks/cancel", $$"""{"id":"{{id}}"}""");
        var message = await api.CallAsync(
            "message/send", $$$"""{"message":{"role":"user","messageId":"m","taskId":"{{{id}}}","parts":[{"kind":"text","text":"more"}]}}""");

        ((int?)cancel["error"]?["code"]).ShouldBe(-32002);
        ((int?)message["error"]?["code"]).ShouldBe(-32004);
    }

    private static string? StateOf(JsonNode answer) => (string?)answer["result"]?["status"]?["state"];

    private static string? IdOf(JsonNode answer) => (string?)answer["result"]?["id"];
}
