using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Redis;

public sealed class DeadLetterTests(RedisFixture redis) : DeadLetterContract(redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_operator_sees_everybodys_and_what_was_nobodys()
    {
        await using var scene = new PushScene(); // a Redis of its own: here all letters count
        await scene.StartAsync();
        await scene.Storage.Database.SortedSetAddAsync(RedisKeys.Deliveries(3), "junk", 0);
        await scene.Storage.Sweep.BuryAsync(RedisKeys.Deliveries, "junk", "the entry is no subscription", Token);
        var task = await Buried.StartAsync(scene.Storage, 1);
        await task.BuryAllAsync();

        var all = (await task.Records.DeadLettersAsync(null, null, null, 10, Token)).Letters;

        all.Select(letter => letter.Owner).ShouldBe([null, task.Owner]);
        (all[0].TaskId, all[0].ConfigId, all[0].DeliveryId).ShouldBe((null, null, "junk"));
        (await task.Records.ReplayAsync(null, all[0].Id, Token)).ShouldBe(ReplayOutcome.Gone);
        (await task.Records.ReplayAllAsync(null, null, Token)).ShouldBe(new ReplayCount(Due: 1, Left: 1));
        (await task.Records.PurgeAllAsync(null, null, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task More_than_a_script_looks_at_are_found_behind_those_of_others()
    {
        await using var scene = new PushScene();
        await scene.StartAsync();
        var task = await Buried.StartAsync(scene.Storage, 1);
        for (var i = 0; i < 1_200; i++)
        {
            await scene.Storage.Database.ExecuteAsync("XADD", RedisKeys.Dead(task.Task.Partition), "*", "delivery", "x", "owner", "another", "task", "", "config", "");
        }

        var letter = (await task.BuryAllAsync()).ShouldHaveSingleItem();

        letter.Owner.ShouldBe(task.Owner);
        (await task.Records.ReplayAllAsync(task.Owner, null, Token)).ShouldBe(new ReplayCount(1, 0));
        (await task.Records.PurgeAllAsync(null, null, Token)).ShouldBe(1_200);
    }

    [Fact]
    public async Task Letters_that_are_kept_no_longer_are_removed()
    {
        await using var scene = new PushScene();
        await scene.StartAsync();
        var task = await Buried.StartAsync(scene.Storage, 2);
        var dead = RedisKeys.Dead(task.Task.Partition);
        await scene.Storage.Database.ExecuteAsync("XADD", dead, "1000-0", "delivery", "old", "owner", task.Owner, "task", "", "config", "");
        var young = (await task.BuryAllAsync()).Where(letter => letter.DeliveryId != "old").ToList();
        var retention = new DeadLetterRetention(
            scene.Storage.Scripts, scene.Storage.TaskOptions, Options.Create(new PushOptions()), NullLogger<DeadLetterRetention>.Instance);

        await retention.SweepAsync(Token);

        (await task.ListAsync()).ShouldBe(young);
    }
}
