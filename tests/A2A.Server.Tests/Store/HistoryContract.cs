using A2A.Protocol;
using A2A.Server.Tasks;
using static A2A.Server.Tests.Store.Turns;

namespace A2A.Server.Tests.Store;

/// <summary>How much of a task's messages is read, and how much of them there may be.</summary>
public abstract class HistoryContract(StoreFixture store)
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
        await using var storage = await store.OpenAsync();
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
        await using var storage = await store.OpenAsync(new() { MaxHistoryBytes = 10_000 });
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, new string('ö', 2_000)), Token); // two bytes each

        (await storage.Tasks.ContinueAsync(Answer(run.Task, new string('x', 6_000)), Token)).ShouldBeOfType<ContinueOutcome.TooManyBytes>("the question counts");
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.Version.ShouldBe(2);
        (await storage.Tasks.ContinueAsync(Answer(run.Task, new string('x', 4_000)), Token)).ShouldBeOfType<ContinueOutcome.Continued>();

        var second = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.Working, new string('y', 20_000)), Token);
        await storage.Tasks.AppendAsync(second, Change.Status(second, 2, TaskState.InputRequired), Token);
        (await storage.Tasks.ContinueAsync(Answer(run.Task, "x"), Token)).ShouldBeOfType<ContinueOutcome.TooManyBytes>("the agent's words count");
        (await storage.Tasks.RequestCancelAsync(second.Task, Token)).ShouldBe(CancelOutcome.Ended);
    }
}
