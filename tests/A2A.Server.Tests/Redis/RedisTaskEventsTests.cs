using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Redis;

public sealed class RedisTaskEventsTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Followers_on_two_replicas_see_every_event_once_in_the_same_order()
    {
        await using var writer = await Storage.OpenAsync(redis);
        await using var reader = await Storage.OpenAsync(redis);
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
    public async Task Streams_of_one_task_read_an_event_together()
    {
        const int Streams = 100, Events = 20;
        await using var server = await RedisServer.StartNewAsync();
        await using var storage = await Storage.OpenAsync(server);
        var run = await storage.TakenAsync();
        var streams = Enumerable.Range(0, Streams).Select(_ => ReadAllAsync(storage.Events, run.Task.Id)).ToList();

        for (var i = 1; i <= Events; i++)
        {
            await storage.Tasks.AppendAsync(run, Change.Status(run, i, i == Events ? TaskState.Completed : TaskState.Working), Token);
        }

        var all = await Task.WhenAll(streams);
        all.ShouldAllBe(events => events.SequenceEqual(Enumerable.Range(1, Events + 1).Select(i => (long)i)));
        (await storage.CallsAsync("xrange")).ShouldBeLessThan(Streams * Events / 4);
    }

    [Fact]
    public async Task A_reader_that_resumes_anywhere_gets_the_rest_without_gap_or_repeat()
    {
        await using var storage = await Storage.OpenAsync(redis);
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
        await using var storage = await Storage.OpenAsync(redis);

        var read = ReadAllAsync(storage.Events, TaskId.New(3, DateTimeOffset.UtcNow));

        (await read).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_waits_through_an_outage_of_redis()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var storage = await Storage.OpenAsync(server);
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

    private static async Task<List<long>> ReadAllAsync(ITaskEvents events, TaskId id, EventCursor? after = null)
    {
        List<long> seen = [];
        await foreach (var change in events.FollowAsync(id, after ?? EventCursor.Start, Token))
        {
            seen.Add(change.Sequence);
        }

        return seen;
    }
}
