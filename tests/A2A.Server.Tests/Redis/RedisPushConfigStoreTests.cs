using A2A.Server.Encryption;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Store;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Redis;

public sealed class RedisPushConfigStoreTests(RedisFixture redis) : PushConfigContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_config_that_was_moved_to_another_task_or_id_is_not_read_and_its_deliveries_are_told_so()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var (run, other) = (await storage.TakenAsync(), await storage.TakenAsync(Storage.NewTask(push: PushSamples.Config("https://example.com/"))));
        await PutAsync(storage.Configs, run, PushSamples.Config("https://example.com/hook", "a"));
        var stored = await storage.Database.HashGetAsync(RedisKeys.Push(run.Task.Id), "config:a");
        stored.ToString().ShouldNotContain("example");

        await storage.Database.HashSetAsync(RedisKeys.Push(run.Task.Id), "config:b", stored);
        await storage.Database.HashSetAsync(RedisKeys.Push(other.Task.Id), "config:config", stored);

        (await storage.Configs.ListAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull().ShouldHaveSingleItem().Id.ShouldBe("a");
        var taken = await QueueOf(storage, storage.PushConfigs).TakeAsync(new Subscription(other.Task.Id, "config"), "token", Token);
        taken.ShouldNotBeNull().Config.ShouldBeNull();
    }

    [Fact]
    public async Task A_config_of_a_key_that_is_not_given_is_an_error_that_names_the_setting_and_gives_nothing_up()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync(Storage.NewTask(push: PushSamples.Config("https://example.com/")));
        var other = new StoredPushConfigs(new SecretSeal(Options.Create(new EncryptionOptions { Key = "another-key-0123456789-0123456789" })));

        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => QueueOf(storage, other).TakeAsync(new Subscription(run.Task.Id, "config"), "token", Token));
        error.Message.ShouldContain("Encryption:EarlierKeys");
        await Should.ThrowAsync<InvalidOperationException>(
            () => new RedisPushConfigStore(storage.Scripts, other).ListAsync(run.Task.Owner, run.Task.Id, Token));

        (await storage.Configs.ListAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull().ShouldHaveSingleItem();
    }

    private static RedisDeliveryQueue QueueOf(Storage storage, StoredPushConfigs configs) =>
        new(storage.Scripts, storage.Sweep, configs, Options.Create(new PushOptions()));

    private static Task<PutConfigOutcome> PutAsync(RedisPushConfigStore configs, TaskRun run, PushConfig config) =>
        configs.PutAsync(run.Task.Owner, run.Task.Id, config, 10, Token);
}
