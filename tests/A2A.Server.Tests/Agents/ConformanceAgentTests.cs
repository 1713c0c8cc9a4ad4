using A2A.AgentApi.Agents.Conformance;
using A2A.AgentApi.Agents.Samples;
using A2A.Protocol;
using A2A.Server.Tasks;
using A2A.Server.Tests.Execution;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Agents;

/// <summary>What the conformance kit sees, scenario by scenario.</summary>
public sealed class ConformanceAgentTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set by InitializeAsync
    private Replica _replica = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _replica = await Replica.StartAsync(_redis, new ConformanceAgent(new Pace(Options.Create(new SampleOptions { Pace = 0.001 }), TimeProvider.System)));
    }

    public async ValueTask DisposeAsync()
    {
        await _replica.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("tck-complete-task", "Completed: Hello from TCK")]
    [InlineData("tck-artifact-text", "Artifact tck-artifact: Generated text content", "Completed: ")]
    [InlineData("tck-artifact-file", "Artifact tck-artifact: ", "Completed: ")]
    [InlineData("tck-artifact-file-url", "Artifact tck-artifact: ", "Completed: ")]
    [InlineData("tck-artifact-data", "Artifact tck-artifact: ", "Completed: ")]
    [InlineData("tck-input-required", "InputRequired: What else?")]
    [InlineData("tck-reject-task", "Rejected: Rejected, as the message's id asks")]
    [InlineData("tck-stream-001", "Working: ", "Artifact tck-artifact: Stream hello from TCK", "Completed: ")]
    [InlineData("tck-stream-002", "Completed: ")]
    [InlineData("tck-stream-003", "Working: ", "Artifact tck-artifact: Stream task lifecycle", "Completed: ")]
    [InlineData("tck-stream-ordering-001", "Working: ", "Artifact tck-artifact: Ordered output", "Completed: ")]
    [InlineData("tck-stream-artifact-text", "Working: ", "Artifact tck-artifact: Streamed text content", "Completed: ")]
    [InlineData("tck-stream-artifact-file", "Working: ", "Artifact tck-artifact: ", "Completed: ")]
    [InlineData("tck-stream-artifact-chunked", "Working: ", "Artifact tck-artifact: chunk-1 ", "Artifact tck-artifact: chunk-2", "Completed: ")]
    [InlineData("test-resubscribe-message-id", "Working: ", "Completed: ")]
    [InlineData("anything-else", "InputRequired: What else?")]
    [InlineData("tck", "InputRequired: What else?")]
    public async Task The_prefix_of_the_message_id_says_what_happens(string prefix, params string[] log)
    {
        var task = await _replica.EndOfAsync(await TaskOfAsync($"{prefix}-{Guid.NewGuid():N}"));

        (await _replica.LogOfAsync(task)).ShouldBe(["Task", .. log]);
    }

    [Fact]
    public async Task Artifacts_are_what_the_kit_compares()
    {
        var file = await PartOfAsync("tck-artifact-file");
        var link = await PartOfAsync("tck-artifact-file-url");
        var data = await PartOfAsync("tck-artifact-data");

        (file.Raw!.Length > 0, file.Filename, file.MediaType).ShouldBe((true, "output.txt", "text/plain"));
        (link.Url, link.Filename, link.MediaType).ShouldBe(("https://example.com/output.txt", "output.txt", "text/plain"));
        data.Data!.Value.GetRawText().ShouldBe("""{"key":"value","count":42}""");
    }

    [Fact]
    public async Task Chunks_say_that_they_append_and_which_is_the_last()
    {
        var task = await _replica.EndOfAsync(await TaskOfAsync("tck-stream-artifact-chunked"));

        var updates = (await _replica.Storage.Events.ReadAsync(task.Id, EventCursor.Start, 100, Token)).Select(change => change.Content.ArtifactUpdate).OfType<TaskArtifactUpdateEvent>();

        updates.Select(update => (update.Append, update.LastChunk)).ShouldBe([(false, false), (true, true)]);
        task.Task.Artifacts!.Single().Parts.Select(part => part.Text).ShouldBe(["chunk-1 ", "chunk-2"]);
    }

    [Fact]
    public async Task A_direct_answer_comes_without_a_task() =>
        (await _replica.SubmitAsync("tck-message-response-1")).ShouldBeOfType<SubmitOutcome.Answered>().Answer.Text.ShouldBe("Direct message response");

    [Theory]
    [InlineData("tck-input-required-2", "Completed: the answer")]
    [InlineData("whatever", "Completed: the answer")]
    [InlineData("tck-complete-task", "Completed: Hello from TCK")]
    public async Task The_question_is_answered_by_a_further_message(string messageId, string end)
    {
        var asked = await _replica.EndOfAsync(await TaskOfAsync("tck-input-required"));

        var continued = (await _replica.SayAsync(asked, "the answer", messageId)).ShouldBeOfType<SubmitOutcome.Accepted>().Task;

        await _replica.EndOfAsync(continued);
        (await _replica.LogOfAsync(asked))[^1].ShouldBe(end);
    }

    [Fact]
    public async Task A_message_without_a_prefix_leaves_its_task_open_and_the_next_completes_it()
    {
        var open = await _replica.EndOfAsync(await TaskOfAsync($"{Guid.NewGuid()}"));

        var continued = (await _replica.SayAsync(open, "the rest", $"{Guid.NewGuid()}")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;

        (await _replica.EndOfAsync(continued)).State.ShouldBe(TaskState.Completed);
        (await _replica.LogOfAsync(open))[^1].ShouldBe("Completed: the rest");
    }

    [Fact]
    public async Task The_kit_may_use_one_id_for_several_messages()
    {
        var first = await _replica.EndOfAsync(await TaskOfAsync("tck-input-required-session"));
        var second = await TaskOfAsync("tck-input-required-session");
        foreach (var text in (string[])["history 1", "history 2"])
        {
            var asked = (await _replica.SayAsync(first, text, "tck-input-required-session")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;
            (await _replica.EndOfAsync(asked)).State.ShouldBe(TaskState.InputRequired);
        }

        var ended = await _replica.EndOfAsync((await _replica.SayAsync(first, "end", "tck-complete-task-session")).ShouldBeOfType<SubmitOutcome.Accepted>().Task);

        second.Id.ShouldNotBe(first.Id);
        ended.State.ShouldBe(TaskState.Completed);
        ended.Task.History!.Where(message => message.Role == Role.User).Select(message => message.Text).ShouldBe(["Hello", "history 1", "history 2", "end"]);
        (await _replica.SayAsync(first, "too late", "tck-complete-task-session")).ShouldBe(new SubmitOutcome.NotWaiting(TaskState.Completed));
    }

    private async Task<Part> PartOfAsync(string messageId) =>
        (await _replica.EndOfAsync(await TaskOfAsync(messageId))).Task.Artifacts!.Single().Parts.Single();

    private async Task<TaskSnapshot> TaskOfAsync(string messageId) =>
        (await _replica.SubmitAsync(messageId)).ShouldBeOfType<SubmitOutcome.Accepted>().Task;
}
