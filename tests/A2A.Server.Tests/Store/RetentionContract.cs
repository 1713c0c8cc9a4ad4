using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>An ended task is kept for its retention, and longer while a receiver is still to be told of it.</summary>
public abstract class RetentionContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_found_of_an_ended_task_after_its_retention()
    {
        await using var storage = await ForgettingAsync();
        var task = StoreReplica.NewTask();
        var run = await storage.TakenAsync(task);
        await storage.Configs.PutAsync(task.Owner, task.Id, PushSamples.Config("https://example.com/"), 10, Token);
        await storage.Configs.DeleteAsync(task.Owner, task.Id, "config", Token);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);

        await GoneAsync(storage, run.Task);

        (await storage.Events.ReadAsync(task.Id, EventCursor.Start, 10, Token)).ShouldBeEmpty();
        (await storage.Configs.ListAsync(task.Owner, task.Id, Token)).ShouldBeNull();
        (await storage.Records.SubscriptionsAsync(null, task.Id, Token)).ShouldBeNull();
        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.NotFound);
        foreach (var state in (TaskState?[])[null, TaskState.Completed])
        {
            var query = TaskListContract.QueryOf(task.Owner) with { State = state };
            (await storage.Tasks.ListAsync(query, null, Token)).Total.ShouldBe(0);
            (await storage.Tasks.ListAsync(query with { ContextId = task.ContextId }, null, Token)).Total.ShouldBe(0);
        }

        (await storage.Tasks.FindEarlierAsync(task, Token)).ShouldBeNull("its message is forgotten with it");
    }

    [Theory]
    [InlineData(TaskState.Working)]
    [InlineData(TaskState.InputRequired)]
    public async Task A_task_that_has_not_ended_stays(TaskState state)
    {
        await using var storage = await ForgettingAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, state), Token);

        await SweptAsync(storage);

        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull().State.ShouldBe(state);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_ended_task_with_an_event_or_a_replay_that_is_due_stays(bool replayed)
    {
        await using var storage = await store.OpenAsync(new() { Retention = TimeSpan.FromMilliseconds(1) });
        var task = await Buried.StartAsync(storage, 1);
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 1, TaskState.Completed), Token);
        if (replayed)
        {
            await task.ReplayAsync((await task.BuryAllAsync())[0]);
        }

        await storage.Retention.StartAsync(Token);
        await SweptAsync(storage);

        (await storage.Tasks.FindAsync(task.Owner, task.Task, Token)).ShouldNotBeNull();
        (await task.TakeAsync()).Due.Replay.ShouldBe(replayed ? new Replay((await task.EventsAsync())[0].Cursor, 1) : null);
    }

    [Fact]
    public async Task A_dead_letter_outlives_its_task_and_cannot_be_sent()
    {
        await using var storage = await store.OpenAsync(new() { Retention = TimeSpan.FromMilliseconds(1) });
        var task = await Buried.StartAsync(storage, 1);
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 1, TaskState.Completed), Token);
        var letters = await task.BuryAllAsync();

        await storage.Retention.StartAsync(Token);
        await GoneAsync(storage, task.Run.Task);

        (await task.ListAsync()).ShouldBe(letters);
        (await task.ReplayAsync(letters[0])).ShouldBe(ReplayOutcome.Gone);
    }

    private async Task<StoreReplica> ForgettingAsync()
    {
        var storage = await store.OpenAsync(new() { Retention = TimeSpan.FromMilliseconds(1) });
        await storage.Retention.StartAsync(Token);
        return storage;
    }

    // Two tasks that end one after the other are gone: whatever was to be removed before them had its turn.
    private static async Task SweptAsync(StoreReplica storage)
    {
        for (var i = 0; i < 2; i++)
        {
            var run = await storage.TakenAsync();
            await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);
            await GoneAsync(storage, run.Task);
        }
    }

    private static Task GoneAsync(StoreReplica storage, TaskSnapshot task) =>
        Eventually.TrueAsync(async () => await storage.Tasks.FindAsync(task.Owner, task.Id, Token) is null, "the task is removed");
}
