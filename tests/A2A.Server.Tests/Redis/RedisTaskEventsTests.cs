using A2A.Protocol;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class RedisTaskEventsTests(RedisFixture redis) : TaskEventsContract(redis)
{
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
}
