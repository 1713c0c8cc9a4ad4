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
        List<(RedisKey Key, byte[] Value)> replicated = [];
        foreach (var key in new[] { RedisKeys.Task(run.Task.Id), RedisKeys.Events(run.Task.Id) })
        {
            replicated.Add((key, (await storage.Database.KeyDumpAsync(key)).ShouldNotBeNull()));
        }

        var lost = (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();
        foreach (var (key, value) in replicated) // as after a fail-over to a replica that did not have the event yet
        {
            await storage.Database.KeyDeleteAsync(key);
            await storage.Database.KeyRestoreAsync(key, value);
        }

        await Eventually.TrueAsync(async () => await storage.NowAsync() > lost.Time, "the next millisecond");
        var next = (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();

        (lost.Version, next.Version).ShouldBe((2, 2));
        next.Cursor.Value.ShouldEndWith("-2");
        next.Cursor.IsAfter(lost.Cursor).ShouldBeTrue();
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
}
