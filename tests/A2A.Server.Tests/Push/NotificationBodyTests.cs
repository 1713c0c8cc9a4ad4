using System.Text;
using System.Text.Json;
using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Push;

public sealed class NotificationBodyTests
{
    private const string Task = """{"task":{"id":"t","contextId":"c","status":{"state":"TASK_STATE_SUBMITTED","timestamp":"2026-01-02T03:04:05.000Z"},"history":[{"messageId":"m","role":"ROLE_USER","parts":[{"text":"Do it"}]}]}}""";
    private const string Working = """{"statusUpdate":{"taskId":"t","contextId":"c","status":{"state":"TASK_STATE_WORKING","message":{"messageId":"w","role":"ROLE_AGENT","parts":[{"text":"Half way"}]},"timestamp":"2026-01-02T03:04:06.000Z"}}}""";
    private const string Artifact = """{"artifactUpdate":{"taskId":"t","contextId":"c","artifact":{"artifactId":"a","name":"report","parts":[{"text":"The result"}]},"append":false,"lastChunk":true}}""";
    private const string Completed = """{"statusUpdate":{"taskId":"t","contextId":"c","status":{"state":"TASK_STATE_COMPLETED","timestamp":"2026-01-02T03:04:07.000Z"}}}""";

    [Fact]
    public void Version_1_0_gets_the_stored_bytes_as_they_are()
    {
        foreach (var json in new[] { Task, Working, Artifact, Completed })
        {
            var body = Bodies("1.0", format: null, json)[0].ShouldNotBeNull();

            Text(body).ShouldBe(json);
            body.MediaType.ShouldBe("application/a2a+json");
        }
    }

    [Fact]
    public void Version_0_3_gets_the_task_as_it_was_after_the_event_with_its_id_and_time_as_events_have_them()
    {
        var bodies = Bodies("0.3", format: null, Task, Working, Artifact, Completed);

        bodies.ShouldAllBe(body => body!.MediaType == "application/json");
        bodies.Select(Text).ShouldBe(
        [
            """{"kind":"task","id":"t","contextId":"c","status":{"state":"submitted","timestamp":"2026-01-02T03:04:05.000Z"},"history":[{"kind":"message","role":"user","parts":[{"kind":"text","text":"Do it"}],"messageId":"m"}],"taskId":"t","timestamp":"2026-01-02T03:04:05.000Z"}""",
            """{"kind":"task","id":"t","contextId":"c","status":{"state":"working","message":{"kind":"message","role":"agent","parts":[{"kind":"text","text":"Half way"}],"messageId":"w"},"timestamp":"2026-01-02T03:04:06.000Z"},"history":[{"kind":"message","role":"user","parts":[{"kind":"text","text":"Do it"}],"messageId":"m"}],"taskId":"t","timestamp":"2026-01-02T03:04:06.000Z"}""",
            """{"kind":"task","id":"t","contextId":"c","status":{"state":"working","message":{"kind":"message","role":"agent","parts":[{"kind":"text","text":"Half way"}],"messageId":"w"},"timestamp":"2026-01-02T03:04:06.000Z"},"artifacts":[{"artifactId":"a","name":"report","parts":[{"kind":"text","text":"The result"}]}],"history":[{"kind":"message","role":"user","parts":[{"kind":"text","text":"Do it"}],"messageId":"m"}],"taskId":"t","timestamp":"2026-01-02T03:04:06.000Z"}""",
            """{"kind":"task","id":"t","contextId":"c","status":{"state":"completed","timestamp":"2026-01-02T03:04:07.000Z"},"artifacts":[{"artifactId":"a","name":"report","parts":[{"kind":"text","text":"The result"}]}],"history":[{"kind":"message","role":"user","parts":[{"kind":"text","text":"Do it"}],"messageId":"m"},{"kind":"message","role":"agent","parts":[{"kind":"text","text":"Half way"}],"messageId":"w"}],"taskId":"t","timestamp":"2026-01-02T03:04:07.000Z"}""",
        ]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public void A_notice_tells_of_states_and_not_of_artifacts(string version)
    {
        var bodies = Bodies(version, "notice", Task, Working, Artifact, Completed);

        bodies.Select(Text).ShouldBe(
        [
            """{"taskId":"t","status":"submitted","timestamp":"2026-01-02T03:04:05.000Z","message":"Task submitted - fetch its state with tasks/get","metadata":{"sequence":1,"contextId":"c"}}""",
            """{"taskId":"t","status":"working","timestamp":"2026-01-02T03:04:06.000Z","message":"Half way","preview":"Half way","metadata":{"sequence":2,"contextId":"c"}}""",
            null,
            """{"taskId":"t","status":"completed","timestamp":"2026-01-02T03:04:07.000Z","message":"Task completed - fetch results with tasks/get","preview":"The result","metadata":{"sequence":4,"contextId":"c"}}""",
        ]);
    }

    [Fact]
    public void A_long_preview_is_cut_between_characters()
    {
        Preview(new string('a', 100)).ShouldBe(new string('a', 100));
        Preview(new string('a', 101)).ShouldBe(new string('a', 100) + "...");
        Preview(new string('a', 99) + "😀😀").ShouldBe(new string('a', 99) + "...");
    }

    [Fact]
    public void The_newest_artifact_is_shown_also_when_an_older_one_grows()
    {
        var second = Artifact.Replace("\"a\"", "\"b\"").Replace("The result", "Second");
        var grown = Artifact.Replace("The result", "First again");

        Text(Bodies("1.0", "notice", Task, Artifact, second, grown, Completed)[^1]).ShouldNotBeNull().ShouldContain("\"preview\":\"First again\"");
    }

    [Fact]
    public void An_event_that_cannot_be_read_is_an_error_for_every_form()
    {
        foreach (var (version, format) in new[] { ("1.0", null), ("0.3", null), ("1.0", "notice") })
        {
            Should.Throw<JsonException>(() => Bodies(version, format, Task, "{oops"));
        }
    }

    [Fact]
    public void An_event_that_cannot_be_read_does_not_spoil_those_after_it()
    {
        var fold = TaskFold.Empty;
        foreach (var json in new[] { Task, "{oops", Completed })
        {
            fold = fold.With(Event(json, 1));
        }

        fold.Task.ShouldNotBeNull().Status.State.ShouldBe(TaskState.Completed);
    }

    private static string? Preview(string text) =>
        JsonDocument.Parse(Text(Bodies("1.0", "notice", Task, Artifact.Replace("The result", text), Completed)[^1])!)
            .RootElement.GetProperty("preview").GetString();

    private static string? Text(NotificationBody? body) => body is null ? null : Encoding.UTF8.GetString(body.Bytes.Span);

    private static List<NotificationBody?> Bodies(string version, string? format, params string[] log)
    {
        var config = new PushConfig("config", version, new TaskPushNotificationConfig { Url = "https://example.com/", Format = format });
        var fold = TaskFold.Empty;
        List<NotificationBody?> bodies = [];
        foreach (var (json, index) in log.Select((json, index) => (json, index)))
        {
            var change = Event(json, index + 1);
            fold = fold.With(change);
            bodies.Add(NotificationBody.From(config, change, fold));
        }

        return bodies;
    }

    private static TaskEvent Event(string json, long sequence) => new(new EventCursor($"{sequence}-0"), sequence, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(json), null);
}
