using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Store;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

/// <summary>Redis's clock was put back: due times of before lie further ahead by as much. Each test has a Redis of its own.</summary>
public sealed class ClockPutBackTests : IAsyncLifetime
{
    private static readonly TimeSpan Back = TimeSpan.FromHours(2);
    private static readonly TimeSpan LongestLease = TimeSpan.FromSeconds(30);

    private RedisServer _redis = null!; // set by InitializeAsync
    private Storage _storage = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _storage = await Storage.OpenAsync(_redis, new StoreOptions { Lease = TimeSpan.FromMilliseconds(50) });
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_task_whose_holder_is_gone_goes_on_when_its_lease_runs_out()
    {
        var run = await _storage.TakenAsync();
        await PutBackAsync(run.Task.Id.Partition);

        await _storage.Watch.StartAsync(Token);

        var again = await Eventually.NotNullAsync(() => _storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token));
        again.Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_retry_waits_no_longer_than_its_delay()
    {
        var (subscription, delay) = (await FailedAsync(TimeSpan.FromMinutes(1)), TimeSpan.FromMinutes(1));
        var partition = subscription.Task.Partition;
        await PutBackAsync(partition);

        await LookAsync(partition, 0, 0);

        (await DueAfterAsync(subscription)).ShouldBeInRange(delay / 2, delay);
    }

    [Fact]
    public async Task Of_replicas_that_have_all_seen_the_later_time_one_puts_it_right()
    {
        var subscription = await FailedAsync(Back * 2);
        var partition = subscription.Task.Partition;
        var later = DateTimeOffset.UtcNow.Add(Back).ToUnixTimeMilliseconds();

        var first = await LookAsync(partition, 0, later);
        var second = await LookAsync(partition, 0, later);

        ((long)first[5]).ShouldBeInRange(1, (long)Back.TotalMilliseconds);
        ((long)second[5]).ShouldBe(0);
        (await DueAfterAsync(subscription)).ShouldBeInRange(Back / 2, Back + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_lease_that_was_taken_after_the_step_stays_as_long_as_it_is()
    {
        var (run, other) = (await _storage.TakenAsync(), await FailedAsync(TimeSpan.FromMinutes(1)));
        var (partition, lease) = (run.Task.Id.Partition, LongestLease / 2);
        await PutBackAsync(partition);
        await PutBackAsync(other.Task.Partition);
        var until = DateTimeOffset.UtcNow.Add(lease).ToUnixTimeMilliseconds();
        await _storage.Database.SortedSetAddAsync(RedisKeys.Work(partition), run.Task.Id.Value, until);

        var look = await LookAsync(partition, 0, 0);

        ((long)look[5]).ShouldBePositive();
        (await _storage.Database.SortedSetScoreAsync(RedisKeys.Work(partition), run.Task.Id.Value)).ShouldBe(until);
    }

    [Fact]
    public async Task A_partition_where_nothing_waits_keeps_no_time()
    {
        await LookAsync(3, 0, 0);

        (await _storage.Database.KeyExistsAsync(RedisKeys.Clock(3))).ShouldBeFalse();
    }

    // Its attempt failed, and it waits for the next one.
    private async Task<Subscription> FailedAsync(TimeSpan delay)
    {
        var run = await _storage.TakenAsync(StoreReplica.NewTask(push: PushSamples.Config("https://example.com/")));
        var subscription = new Subscription(run.Task.Id, "config");
        var delivery = (await _storage.Deliveries.TakeAsync(subscription, "one", Token)).ShouldNotBeNull();
        await _storage.Deliveries.SettleAsync(delivery, new Settlement.Retry(delivery.LastEvent, delay, "HTTP 500"), Token);
        return subscription;
    }

    // As if all that waits had been written by a clock that was two hours ahead, and looked at by then.
    private async Task PutBackAsync(int partition)
    {
        foreach (var key in new[] { RedisKeys.Work(partition), RedisKeys.Deliveries(partition) })
        {
            foreach (var entry in await _storage.Database.SortedSetRangeByRankWithScoresAsync(key))
            {
                await _storage.Database.SortedSetIncrementAsync(key, entry.Element, Back.TotalMilliseconds);
            }
        }

        await _storage.Database.StringSetAsync(RedisKeys.Clock(partition), $"0/{DateTimeOffset.UtcNow.Add(Back).ToUnixTimeMilliseconds()}");
    }

    private async Task<RedisResult> LookAsync(int partition, long timesBack, long seen)
    {
        RedisKey[] keys = [RedisKeys.Work(partition), RedisKeys.Deliveries(partition), RedisKeys.Clock(partition)];
        return await _storage.Scripts.RunAsync("next-due", keys, [100, timesBack, seen, LongestLease.TotalMilliseconds], Token);
    }

    private async Task<TimeSpan> DueAfterAsync(Subscription subscription)
    {
        var due = await _storage.Database.SortedSetScoreAsync(RedisKeys.Deliveries(subscription.Task.Partition), $"{subscription}");
        return DateTimeOffset.FromUnixTimeMilliseconds((long)due.ShouldNotBeNull()) - DateTimeOffset.UtcNow;
    }
}
