using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class ReplayTests(RedisFixture redis) : ReplayContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_event_is_replayed_once_however_often_it_was_buried()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var task = await Buried.StartAsync(storage, 1);
        var letter = (await task.BuryAllAsync()).Single();
        await CopyAsync(storage, task.Task);
        (await task.Records.ReplayAllAsync(task.Owner, null, Token)).ShouldBe(new ReplayCount(2, 0));

        var taken = await task.TakeAsync();

        (await task.SettleAsync(taken, new Settlement.Advance(taken.Due.Replay!.Event))).ShouldBeOfType<SettleOutcome.Settled>();
        letter.Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task A_task_with_replays_stays_and_without_its_task_a_letter_cannot_be_sent()
    {
        await using var storage = await Storage.OpenAsync(_redis, new() { Retention = TimeSpan.Zero });
        var task = await Buried.StartAsync(storage, 1);
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 1, TaskState.Completed), Token);
        var letters = await task.BuryAllAsync();
        await task.ReplayAsync(letters[0]);
        var forgotten = await Buried.StartAsync(storage, 1);
        await storage.Tasks.AppendAsync(forgotten.Run, Change.Status(forgotten.Run, 1, TaskState.Completed), Token);
        var lost = await forgotten.BuryAllAsync();

        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => !await storage.Database.KeyExistsAsync(RedisKeys.Task(forgotten.Task)));
        await Eventually.TrueAsync(
            async () => await storage.Database.SortedSetScoreAsync(RedisKeys.Retired(task.Task.Partition), task.Task.Value) > HourLater(), "it stays for another hour");
        await storage.Retention.StopAsync(Token);

        (await storage.Database.KeyExistsAsync(RedisKeys.Task(task.Task))).ShouldBeTrue();
        (await task.TakeAsync()).Due.Replay.ShouldNotBeNull();
        (await forgotten.ListAsync()).ShouldBe(lost);
        (await forgotten.ReplayAsync(lost[0])).ShouldBe(ReplayOutcome.Gone);
    }

    [Fact]
    public async Task A_deleted_config_leaves_no_key_of_its_replays()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var task = await Buried.StartAsync(storage, 2);
        await task.ReplayAsync((await task.BuryAllAsync())[0]);

        await task.Configs.DeleteAsync(task.Owner, task.Task, "config", Token);

        (await storage.Database.KeyExistsAsync(RedisKeys.Push(task.Task))).ShouldBeFalse();
    }

    private static double HourLater() => DateTimeOffset.UtcNow.AddMinutes(50).ToUnixTimeMilliseconds();

    // The same letter twice, as two replicas might have written it.
    private static async Task CopyAsync(Storage storage, TaskId task)
    {
        var fields = (await PushSamples.DeadOfAsync(storage.Scripts, task)).Single().Select(field => new StackExchange.Redis.NameValueEntry(field.Key, field.Value));
        await storage.Database.StreamAddAsync(RedisKeys.Dead(task.Partition), [.. fields]);
    }
}
