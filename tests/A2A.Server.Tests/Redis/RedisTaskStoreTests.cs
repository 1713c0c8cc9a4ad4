using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Store;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

public sealed class RedisTaskStoreTests(RedisFixture redis) : TaskStoreContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_status_carries_the_time_of_redis()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var task = Storage.NewTask();

        await storage.Tasks.CreateAsync(task, Token);

        var found = await storage.Tasks.FindAsync(task.Owner, task.Id, Token);
        var logged = long.Parse(found!.Cursor.Value.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
        found.Task.Status.Timestamp!.Value.ToUnixTimeMilliseconds().ShouldBeInRange(logged - 1, logged + 1);
    }

    [Fact]
    public async Task An_ended_task_is_removed_with_every_key_after_its_retention()
    {
        await using var storage = await Storage.OpenAsync(_redis, new() { Retention = TimeSpan.FromMilliseconds(1) });
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);

        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token) is null);
        await storage.Retention.StopAsync(Token);

        var keys = (RedisResult[]?)await storage.Database.ExecuteAsync("KEYS", "*");
        keys!.Select(key => (string?)key ?? "").ShouldNotContain(name => name.Contains(run.Task.Id.Value) || name.Contains(run.Task.Owner));
    }

    [Fact]
    public async Task An_ended_task_that_cannot_be_read_is_looked_at_again_an_hour_later_by_the_stores_clock()
    {
        await using var storage = await Storage.OpenAsync(_redis, new() { Retention = TimeSpan.FromMilliseconds(1) });
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);
        await storage.Database.HashSetAsync(RedisKeys.Task(run.Task.Id), "status", "unreadable");
        var (retired, hour) = (RedisKeys.Retired(run.Task.Id.Partition), TimeSpan.FromHours(1));
        var before = (await storage.NowAsync() + hour).ToUnixTimeMilliseconds();

        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => await storage.Database.SortedSetScoreAsync(retired, run.Task.Id.Value) >= before);
        await storage.Retention.StopAsync(Token);

        var after = (await storage.NowAsync() + hour).ToUnixTimeMilliseconds();
        (await storage.Database.SortedSetScoreAsync(retired, run.Task.Id.Value)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(after);
    }

    [Fact]
    public async Task An_ended_task_of_which_somebody_is_still_to_be_told_outlives_its_retention()
    {
        await using var storage = await Storage.OpenAsync(_redis, new() { Retention = TimeSpan.FromMilliseconds(1) });
        var push = new PushConfig("c1", "0.3", new TaskPushNotificationConfig { Id = "c1", Url = "http://localhost/" });
        var run = await storage.TakenAsync(Storage.NewTask(push: push));
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);
        var soon = DateTimeOffset.UtcNow.AddMinutes(30).ToUnixTimeMilliseconds();

        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () =>
            (long)await storage.Database.ExecuteAsync("ZSCORE", RedisKeys.Retired(run.Task.Id.Partition), run.Task.Id.Value) > soon);
        await storage.Retention.StopAsync(Token);

        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
    }
}
