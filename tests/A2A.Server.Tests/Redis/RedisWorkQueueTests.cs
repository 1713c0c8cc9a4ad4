using A2A.Server.Redis;
using A2A.Server.Tests.Store;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

public sealed class RedisWorkQueueTests(RedisFixture redis) : WorkQueueContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_cannot_be_read_is_buried_and_due_no_more()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var task = Storage.NewTask();
        await storage.Tasks.CreateAsync(task, Token);
        await storage.Database.ExecuteAsync("HSET", RedisKeys.Task(task.Id), "status", "{");
        await storage.Database.ExecuteAsync("ZADD", RedisKeys.Work(3), "0", "no-task-id");

        (await storage.Work.DueAsync(10_000, Token)).ShouldContain(task.Id);
        (await storage.Work.TakeAsync(Storage.LeaseOn(task.Id), Token)).ShouldBeNull();

        (await storage.Work.DueAsync(10_000, Token)).ShouldNotContain(task.Id);
        (await BuriedAsync(storage, task.Id.Partition)).ShouldContain(task.Id.Value);
        (await BuriedAsync(storage, 3)).ShouldContain("no-task-id");
    }

    private static async Task<string> BuriedAsync(Storage storage, int partition)
    {
        var entries = (RedisResult[]?)await storage.Database.ExecuteAsync("XRANGE", RedisKeys.Dead(partition), "-", "+") ?? [];
        return string.Join(' ', entries.SelectMany(entry => (RedisResult[]?)((RedisResult[]?)entry)?[1] ?? []).Select(value => (string?)value));
    }
}
