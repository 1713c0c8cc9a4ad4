using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Redis;

/// <summary>How much of a task's messages is read, and how much of them there may be.</summary>
public sealed class HistoryTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "Do it", "one", "two")]
    [InlineData(0)]
    [InlineData(1, "two")]
    [InlineData(2, "one", "two")]
    [InlineData(100, "Do it", "one", "two")]
    public async Task A_task_is_read_with_as_many_of_its_newest_messages_as_are_asked_for(int? messages, params string[] expected)
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await storage.TakenAsync();
        foreach (var (text, i) in new[] { "one", "two", "still the status" }.Select((text, i) => (text, i)))
        {
            await storage.Tasks.AppendAsync(run, Change.Status(run, i + 1, TaskState.Working, text), Token);
        }

        var found = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, messages, Token)).ShouldNotBeNull();

        found.Task.History!.Select(message => message.Text).ShouldBe(expected);
        found.Task.Status.Message!.Text.ShouldBe("still the status");
    }

    [Fact]
    public async Task A_task_takes_messages_up_to_so_many_bytes_and_the_agent_may_still_end_it()
    {
        await using var storage = await Storage.OpenAsync(redis, maxHistoryBytes: 10_000);
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, new string('ö', 2_000)), Token); // two bytes each

        (await storage.Tasks.ContinueAsync(Answer(run.Task, new string('x', 6_000)), Token)).ShouldBeOfType<ContinueOutcome.TooManyBytes>("the question counts");
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.Version.ShouldBe(2);
        (await storage.Tasks.ContinueAsync(Answer(run.Task, new string('x', 4_000)), Token)).ShouldBeOfType<ContinueOutcome.Continued>();

        var second = (await storage.Work.TakeAsync(Storage.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.Working, new string('y', 20_000)), Token);
        await storage.Tasks.AppendAsync(second, Change.Status(second, 2, TaskState.InputRequired), Token);
        (await storage.Tasks.ContinueAsync(Answer(run.Task, "x"), Token)).ShouldBeOfType<ContinueOutcome.TooManyBytes>("the agent's words count");
        (await storage.Tasks.RequestCancelAsync(second.Task, Token)).ShouldBe(CancelOutcome.Ended);
    }

    [Fact]
    public async Task The_bytes_that_are_counted_are_those_of_the_messages()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);
        await storage.Tasks.ContinueAsync(Answer(run.Task, "The first"), Token);

        var counted = (long)await storage.Database.HashGetAsync(RedisKeys.Task(run.Task.Id), "historyBytes");

        var messages = await storage.Database.ListRangeAsync(RedisKeys.History(run.Task.Id));
        messages.Length.ShouldBe(3);
        counted.ShouldBe(messages.Sum(message => ((byte[])message!).Length)); // a list holds no nulls
    }

    private static Continuation Answer(TaskSnapshot task, string text) => new()
    {
        Task = task,
        Message = new Message
        {
            MessageId = Guid.NewGuid().ToString(),
            TaskId = task.Id.Value,
            ContextId = task.Task.ContextId,
            Role = Role.User,
            Parts = [Part.Of(text)],
        },
    };
}
