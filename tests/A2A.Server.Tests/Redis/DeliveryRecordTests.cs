using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class DeliveryRecordTests(RedisFixture redis) : DeliveryRecordContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sent_of_a_task_that_is_gone_is_not_written_down()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var task = await Buried.StartAsync(storage, 1);
        var cursor = (await task.EventsAsync())[0].Cursor;
        var taken = await task.TakeAsync();
        await task.Configs.DeleteAsync(task.Owner, task.Task, "config", Token);
        await storage.Database.KeyDeleteAsync([RedisKeys.Task(task.Task), RedisKeys.Attempts(task.Task)]);

        await task.SettleAsync(taken, new Settlement.Advance(cursor) { Attempt = task.Attempt(1, 1) });

        (await storage.Database.KeyExistsAsync(RedisKeys.Attempts(task.Task))).ShouldBeFalse("nobody would remove it");
    }

    [Fact]
    public async Task The_key_of_the_attempts_goes_with_the_task()
    {
        await using var storage = await Storage.OpenAsync(_redis, new() { Retention = TimeSpan.Zero });
        var task = await Buried.StartAsync(storage, 1);
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 1, TaskState.Completed), Token);
        var taken = await task.TakeAsync();
        foreach (var change in await task.EventsAsync())
        {
            await task.SettleAsync(taken, new Settlement.Advance(change.Cursor) { Attempt = task.Attempt(change.Sequence) });
        }

        (await storage.Database.KeyExistsAsync(RedisKeys.Attempts(task.Task))).ShouldBeTrue();
        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => await task.Records.AttemptsAsync(null, task.Task, Token) is null);
        await storage.Retention.StopAsync(Token);

        (await storage.Database.KeyExistsAsync(RedisKeys.Attempts(task.Task))).ShouldBeFalse();
    }
}
