using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

public abstract class TaskEventsContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Followers_on_two_replicas_see_every_event_once_in_the_same_order()
    {
        await using var writer = await store.OpenAsync();
        await using var reader = await store.OpenAsync();
        var run = await writer.TakenAsync();
        var near = ReadAllAsync(writer.Events, run.Task.Id);
        var far = ReadAllAsync(reader.Events, run.Task.Id);

        for (var i = 1; i <= 500; i++)
        {
            await writer.Tasks.AppendAsync(run, Change.Status(run, i, TaskState.Working), Token);
        }

        await writer.Tasks.AppendAsync(run, Change.Status(run, 501, TaskState.Completed), Token);

        var expected = Enumerable.Range(1, 502).Select(i => (long)i).ToList();
        (await near).ShouldBe(expected);
        (await far).ShouldBe(expected);
    }

    [Fact]
    public async Task A_reader_that_resumes_anywhere_gets_the_rest_without_gap_or_repeat()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        for (var i = 1; i <= 9; i++)
        {
            await storage.Tasks.AppendAsync(run, Change.Status(run, i, TaskState.Working), Token);
        }

        await storage.Tasks.AppendAsync(run, Change.Status(run, 10, TaskState.Completed), Token);
        var all = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token);

        foreach (var cut in all)
        {
            var rest = await ReadAllAsync(storage.Events, run.Task.Id, cut.Cursor);
            rest.ShouldBe(all.Where(change => change.Sequence > cut.Sequence).Select(change => change.Sequence));
        }
    }

    [Fact]
    public async Task Following_a_log_that_is_gone_ends()
    {
        await using var storage = await store.OpenAsync();

        var read = ReadAllAsync(storage.Events, TaskId.New(3, DateTimeOffset.UtcNow));

        (await read).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_waits_through_an_outage_of_the_store()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var run = await storage.TakenAsync();
        var read = ReadAllAsync(storage.Events, run.Task.Id);

        await server.KillAsync();
        await server.StartAsync();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token) is AppendOutcome.Appended;
            }
            catch (StorageUnavailableException)
            {
                return false;
            }
        });

        (await read).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Events_are_read_after_a_cursor_oldest_first_and_no_more_than_asked_for()
    {
        await using var storage = await store.OpenAsync();
        var run = await WorkedAsync(storage, changes: 4);
        var all = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token);
        all.Select(change => change.Sequence).ShouldBe([1, 2, 3, 4, 5]);

        (await storage.Events.ReadAsync(run.Task.Id, all[1].Cursor, 2, Token)).Select(change => change.Sequence).ShouldBe([3, 4]);
        (await storage.Events.ReadAsync(run.Task.Id, all[^1].Cursor, 2, Token)).ShouldBeEmpty();
        (await storage.Events.ReadAsync(TaskId.New(3, DateTimeOffset.UtcNow), EventCursor.Start, 2, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_are_read_from_the_one_at_a_cursor_on_and_none_when_the_task_has_no_event_there()
    {
        await using var storage = await store.OpenAsync();
        var (run, other) = (await WorkedAsync(storage, changes: 3), await WorkedAsync(storage, changes: 3));
        var all = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token);

        (await storage.Events.ReadFromAsync(run.Task.Id, all[1].Cursor, 2, Token)).Select(change => change.Sequence).ShouldBe([2, 3]);
        (await storage.Events.ReadFromAsync(run.Task.Id, EventCursor.Start, 2, Token)).ShouldBeEmpty();
        foreach (var change in await storage.Events.ReadAsync(other.Task.Id, EventCursor.Start, 100, Token))
        {
            var found = await storage.Events.ReadFromAsync(run.Task.Id, change.Cursor, 2, Token);
            (found.Count == 0 || found[0].Cursor == change.Cursor).ShouldBeTrue("another task's event is no place in this log");
        }
    }

    [Fact]
    public async Task A_reader_that_is_canceled_stops()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var read = Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in storage.Events.FollowAsync(run.Task.Id, EventCursor.Start, stop.Token))
            {
                await stop.CancelAsync();
            }
        });

        await read;
    }

    private static async Task<TaskRun> WorkedAsync(StoreReplica storage, int changes)
    {
        var run = await storage.TakenAsync();
        for (var sequence = 1; sequence <= changes; sequence++)
        {
            await storage.Tasks.AppendAsync(run, Change.Status(run, sequence, TaskState.Working), Token);
        }

        return run;
    }

    private protected static async Task<List<long>> ReadAllAsync(ITaskEvents events, TaskId id, EventCursor? after = null)
    {
        List<long> seen = [];
        await foreach (var change in events.FollowAsync(id, after ?? EventCursor.Start, Token))
        {
            seen.Add(change.Sequence);
        }

        return seen;
    }
}
