using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Store;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

public sealed class RedisTaskEventsTests(RedisFixture redis) : TaskEventsContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
    public async Task An_event_in_the_place_of_a_lost_one_has_its_number_and_another_id()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync();
        var next = run with { };
        var replicated = await DumpAsync(storage, run);
        var lost = (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();
        await FailOverAsync(storage, replicated);
        await Eventually.TrueAsync(async () => await storage.NowAsync() > lost.Time, "the next millisecond");
        var kept = (await storage.Tasks.AppendAsync(next, Change.Status(next, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();

        (lost.Version, kept.Version).ShouldBe((2, 2));
        kept.Cursor.Value.ShouldEndWith("-2");
        kept.Cursor.IsAfter(lost.Cursor).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_outlives_a_fail_over_leaves_no_hole_where_its_lost_events_were()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working, "one"), Token);
        var replicated = await DumpAsync(storage, run);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Working, "lost"), Token);
        await FailOverAsync(storage, replicated);

        (await storage.Tasks.AppendAsync(run, Change.Status(run, 3, TaskState.Completed), Token)).ShouldBeOfType<AppendOutcome.NotOwner>();

        (await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 10, Token)).Count.ShouldBe(2);
        var again = (await storage.Work.TakeAsync(run.Lease, Token)).ShouldNotBeNull();
        again.Sequence.ShouldBe(1);
        (await storage.Tasks.AppendAsync(again, Change.Status(again, 2, TaskState.Working, "lost"), Token)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task A_log_goes_on_in_order_when_the_clock_of_Redis_goes_back()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync();
        const string Ahead = "9999999999999-2";
        await storage.Database.StreamAddAsync(RedisKeys.Events(run.Task.Id), "json", "{}", Ahead);
        await storage.Database.HashSetAsync(RedisKeys.Task(run.Task.Id), [new("lastEvent", Ahead), new("version", 2)]);

        var next = (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();

        next.Cursor.Value.ShouldBe("9999999999999-3");
    }

    private static async Task<IReadOnlyList<(RedisKey Key, byte[] Value)>> DumpAsync(Storage storage, TaskRun run)
    {
        List<(RedisKey Key, byte[] Value)> dumped = [];
        foreach (var key in new[] { RedisKeys.Task(run.Task.Id), RedisKeys.Events(run.Task.Id) })
        {
            dumped.Add((key, (await storage.Database.KeyDumpAsync(key)).ShouldNotBeNull()));
        }

        return dumped;
    }

    // As by a replica that had nothing newer when it became the master.
    private static async Task FailOverAsync(Storage storage, IReadOnlyList<(RedisKey Key, byte[] Value)> replicated)
    {
        foreach (var (key, value) in replicated)
        {
            await storage.Database.KeyDeleteAsync(key);
            await storage.Database.KeyRestoreAsync(key, value);
        }
    }
}
