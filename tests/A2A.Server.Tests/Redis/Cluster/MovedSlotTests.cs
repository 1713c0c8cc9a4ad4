using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Store;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis.Cluster;

/// <summary>While the slot of a partition moves to another node, its scripts are done wholly or not at all.</summary>
public sealed class MovedSlotTests : IAsyncLifetime
{
    private RedisCluster _cluster = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await RedisCluster.StartNewAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Whatever_is_asked_at_whatever_moment_of_the_move_is_done_wholly_or_refused_and_after_it_all_goes_on()
    {
        await using var storage = await Storage.OpenAsync(_cluster.AdminConnectionString);
        var run = await storage.TakenAsync(StoreReplica.NewTask(push: PushSamples.Config("https://example.com/")));
        var delivery = (await storage.Deliveries.TakeAsync(new Subscription(run.Task.Id, "config"), "one", Token)).ShouldNotBeNull();
        var place = RedisKeys.Work(run.Task.Id.Partition);
        var sequence = 0;
        Func<Task>[] calls =
        [
            () => storage.Tasks.CreateAsync(Beside(run.Task.Id), Token),
            () => storage.Tasks.AppendAsync(run, Change.Status(run, ++sequence, TaskState.Working, "step"), Token),
            () => storage.Tasks.SaveStepAsync(run.Lease, $"step{sequence}", "1", Token),
            () => storage.Work.RenewAsync(run.Lease, Token),
            () => storage.Deliveries.SettleAsync(delivery, new Settlement.Postpone(TimeSpan.Zero), Token),
            () => storage.Configs.DeleteAsync(run.Task.Owner, run.Task.Id, "other", Token),
            () => storage.Tasks.ListAsync(TaskListContract.QueryOf(run.Task.Owner), null, Token),
        ];

        var move = await _cluster.BeginMoveAsync(place);
        var refused = 0;
        do
        {
            foreach (var call in calls)
            {
                var before = await _cluster.ContentAsync(move);
                if (!await IsDoneAsync(call))
                {
                    refused++;
                    (await _cluster.ContentAsync(move)).ShouldBe(before, ignoreOrder: true);
                }
            }
        }
        while (await _cluster.MoveKeysAsync(move, 1) > 0);
        await _cluster.EndMoveAsync(move);

        refused.ShouldBePositive();
        foreach (var call in calls)
        {
            await Eventually.TrueAsync(() => IsDoneAsync(call), "the call is done after the move");
        }
    }

    /// <summary>Why the scripts ask: Redis itself looks at the keys one by one, when the script uses them.</summary>
    [Fact]
    public async Task A_script_that_does_not_ask_breaks_off_in_its_middle()
    {
        await using var storage = await Storage.OpenAsync(_cluster.AdminConnectionString);
        RedisKey there = "a2a:v1:{p01}:there";
        await storage.Database.StringSetAsync(there, "before");
        var move = await _cluster.BeginMoveAsync(there);

        await Should.ThrowAsync<RedisServerException>(() => storage.Database.ScriptEvaluateAsync(
            "redis.call('SET', KEYS[1], 'after') redis.call('SET', KEYS[1] .. ':new', 1)", [there]));

        ((string?)await storage.Database.StringGetAsync(there)).ShouldBe("after");
        await _cluster.EndMoveAsync(move);
    }

    // A new task of the same partition.
    private static NewTask Beside(TaskId id) =>
        StoreReplica.NewTask() with { Id = TaskId.New(id.Partition, DateTimeOffset.UtcNow) };

    private static async Task<bool> IsDoneAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }
}
