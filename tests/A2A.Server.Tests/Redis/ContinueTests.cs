using A2A.Protocol;
using A2A.Server.Tests.Store;
using static A2A.Server.Tests.Store.Turns;
using RedisKey = StackExchange.Redis.RedisKey;

namespace A2A.Server.Tests.Redis;

public sealed class ContinueTests(RedisFixture redis) : ContinueContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_of_several_turns_is_removed_with_every_key()
    {
        await using var storage = await Storage.OpenAsync(_redis, new() { Retention = TimeSpan.FromMilliseconds(1) });
        var run = await AskedAsync(storage);
        await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", "second-message"), Token);
        var second = (await storage.Work.TakeAsync(Storage.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.Completed), Token);

        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token) is null);
        await storage.Retention.StopAsync(Token);

        var keys = (RedisKey[]?)await storage.Database.ExecuteAsync("KEYS", "*") ?? [];
        keys.Select(key => key.ToString()).ShouldNotContain(name => name.Contains(run.Task.Id.Value) || name.Contains(run.Task.Owner));
    }
}
