using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class RedisDeliveryQueueTests(RedisFixture redis) : DeliveryQueueContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_config_that_cannot_be_read_is_taken_as_none()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync(Storage.NewTask(push: PushSamples.Config("https://example.com/")));
        var subscription = new Subscription(run.Task.Id, "config");
        await storage.Database.HashSetAsync(RedisKeys.Push(run.Task.Id), "config:config", "{oops");

        (await storage.Deliveries.TakeAsync(subscription, "one", Token)).ShouldNotBeNull().Config.ShouldBeNull();
    }

    [Fact]
    public async Task A_buried_event_is_an_entry_of_its_partition_that_names_all_that_a_replay_needs()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync(Storage.NewTask(push: PushSamples.Config("https://example.com/")));
        var subscription = new Subscription(run.Task.Id, "config");
        var taken = (await storage.Deliveries.TakeAsync(subscription, "one", Token)).ShouldNotBeNull();

        await storage.Deliveries.SettleAsync(taken, new Settlement.Bury(run.Task.Cursor, 1, 2, "HTTP 404"), Token);

        var dead = (await PushSamples.DeadOfAsync(storage.Scripts, run.Task.Id)).ShouldHaveSingleItem();
        dead["delivery"].ShouldBe($"{run.Task.Id}_config_{run.Task.Cursor}");
        dead["config"].ShouldBe("config");
        dead["sequence"].ShouldBe("1");
        dead["event"].ShouldBe(run.Task.Cursor.Value);
        dead["reason"].ShouldBe("HTTP 404");
        dead["attempts"].ShouldBe("2");
        dead["when"].ShouldEndWith("Z");
    }

    [Fact]
    public async Task Deleting_the_last_config_leaves_no_key_and_no_due_time()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync(Storage.NewTask(push: PushSamples.Config("https://example.com/")));
        var subscription = new Subscription(run.Task.Id, "config");
        await storage.Deliveries.TakeAsync(subscription, "one", Token);

        await storage.Configs.DeleteAsync(run.Task.Owner, run.Task.Id, "config", Token);

        (await storage.Database.KeyExistsAsync(RedisKeys.Push(run.Task.Id))).ShouldBeFalse();
        (await storage.Database.SortedSetScoreAsync(RedisKeys.Deliveries(run.Task.Id.Partition), subscription.ToString())).ShouldBeNull();
    }
}
