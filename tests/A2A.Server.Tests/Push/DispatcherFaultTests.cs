using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push;

/// <summary>Several replicas, stops, outages, and entries that cannot be read.</summary>
public sealed class DispatcherFaultTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Two_dispatchers_keep_every_task_in_order_and_send_nothing_twice()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var one = await PushReplica.StartAsync(_scene.Redis, ("Turn", "3"), ("ConcurrencyPerEndpoint", "3"));
        await using var two = await PushReplica.StartAsync(_scene.Redis, ("Turn", "3"), ("ConcurrencyPerEndpoint", "3"));
        const int Tasks = 20, Events = 12;

        var runs = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => _scene.WorkedAsync(PushScene.Config(endpoint.Url), Events - 1)));

        await endpoint.UntilAsync(Tasks * Events);
        await Task.WhenAll(runs.Select(_scene.AtRestAsync));
        endpoint.All.Count.ShouldBe(Tasks * Events);
        foreach (var run in runs)
        {
            endpoint.All.Where(webhook => webhook.Id.StartsWith(run.Task.Id.Value, StringComparison.Ordinal))
                .Select(webhook => webhook.Sequence).ShouldBe(Enumerable.Range(1, Events));
        }
    }

    [Fact]
    public async Task A_replica_that_stops_finishes_its_request_and_leaves_the_rest_at_once()
    {
        var finish = new TaskCompletionSource();
        await using var endpoint = await Endpoint.StartAsync((_, _) => finish.Task);
        var stopping = await PushReplica.StartAsync(_scene.Redis);
        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));
        await endpoint.UntilAsync(1);

        var stopped = stopping.StopAsync();
        finish.SetResult();
        await stopped;

        endpoint.All.ShouldHaveSingleItem();
        await using var other = await PushReplica.StartAsync(_scene.Redis);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (2, 1), (3, 1), (4, 1)]);
        await stopping.DisposeAsync();
    }

    [Fact]
    public async Task A_replica_that_stops_as_it_starts_leaves_no_subscription_leased()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        var runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0)));
        var replica = await PushReplica.StartAsync(_scene.Redis);

        await replica.DisposeAsync();

        var now = (await _scene.Storage.NowAsync()).ToUnixTimeMilliseconds();
        foreach (var task in runs.Select(run => run.Task.Id))
        {
            var member = new Subscription(task, "config").ToString();
            var due = await _scene.Storage.Database.SortedSetScoreAsync(RedisKeys.Deliveries(task.Partition), member);
            (due ?? 0).ShouldBeLessThanOrEqualTo(now, "told, or due for another replica");
        }
    }

    [Fact]
    public async Task A_subscription_whose_turn_is_over_lets_those_pass_that_are_due_for_longer()
    {
        const int Events = 6;
        await using var endpoint = await Endpoint.StartAsync(200);
        var one = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), Events - 1);
        TaskRun two;
        do
        {
            two = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), Events - 1);
        }
        while (two.Task.Id.Partition != one.Task.Id.Partition); // within one the longest due comes first

        await using var replica = await PushReplica.StartAsync(
            _scene.Redis,
            builder => builder.Services.Configure<TaskOptions>(options => options.Sweep = TimeSpan.FromHours(1)),
            ("Concurrency", "1"),
            ("Turn", "1"));

        await _scene.AtRestAsync(one);
        await _scene.AtRestAsync(two);
        string[] both = [one.Task.Id.Value, two.Task.Id.Value];
        var told = endpoint.All.Select(webhook => Array.Find(both, webhook.Id.StartsWith)).OfType<string>().ToList();
        told.ShouldBe(Enumerable.Repeat(both, Events).SelectMany(each => each));
    }

    [Fact]
    public async Task An_event_that_comes_between_the_settling_and_the_end_of_a_turn_is_told_without_a_sweep()
    {
        var (settled, goOn, heard) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis, builder =>
        {
            builder.Services.Configure<TaskOptions>(options => options.Sweep = TimeSpan.FromHours(1));
            builder.Services.AddSingleton<IDeliveryQueue>(provider => new HeldAfterSettling(
                ActivatorUtilities.CreateInstance<RedisDeliveryQueue>(provider), settled, goOn.Task));
        });
        using var bell = replica.Doorbell.Listen(Bell.Deliveries, _ =>
        {
            if (settled.Task.IsCompleted)
            {
                heard.TrySetResult();
            }

            return false;
        });
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0);
        await settled.Task.WaitAsync(Eventually.Patience, Token);

        await _scene.Storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        await heard.Task.WaitAsync(Eventually.Patience, Token);
        goOn.SetResult();

        await endpoint.UntilAsync(2);
        await _scene.AtRestAsync(run);
    }

    [Fact]
    public async Task A_request_that_outlasts_the_drain_is_sent_again_by_another_replica_at_once()
    {
        var never = true;
        await using var endpoint = await Endpoint.StartAsync((_, http) => never ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask);
        var stopping = await PushReplica.StartAsync(_scene.Redis, ("Drain", "00:00:00"), ("Lease", "01:00:00"));
        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));
        await endpoint.UntilAsync(1);

        await stopping.DisposeAsync();
        never = false;

        await using var other = await PushReplica.StartAsync(_scene.Redis);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (1, 1), (2, 1), (3, 1), (4, 1)]);
        var attempts = (await other.Records.AttemptsAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        attempts.Select(attempt => attempt.Verdict).ShouldBe(["broken-off", "delivered", "delivered", "delivered", "delivered"]);
        (attempts[0].DeliveryId, attempts[0].Attempt, attempts[0].Status).ShouldBe((attempts[1].DeliveryId, 1, null));
    }

    [Fact]
    public async Task An_outage_of_redis_after_a_delivery_does_not_repeat_it()
    {
        var (killed, first) = (new TaskCompletionSource(), true);
        await using var endpoint = await Endpoint.StartAsync(async (_, _) =>
        {
            if (first)
            {
                first = false;
                await _scene.Redis.KillAsync();
                killed.SetResult();
            }
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis);
        var task = Storage.NewTask(push: PushScene.Config(endpoint.Url));
        await _scene.Storage.Tasks.CreateAsync(task, Token);
        await killed.Task.WaitAsync(Eventually.Patience, Token);

        await _scene.Redis.StartAsync();

        await Eventually.TrueAsync(() => _scene.IsAtRestAsync(task.Id));
        endpoint.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_cannot_be_read_is_buried_and_the_rest_goes_on()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0);
        await _scene.Storage.Database.StreamAddAsync(RedisKeys.Events(run.Task.Id), [new("json", "{oops"), new("sequence", 2)]);
        await _scene.Storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        await _scene.AtRestAsync(run);

        endpoint.All.Count.ShouldBe(2);
        (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldHaveSingleItem()["reason"].ShouldBe("the event cannot be read");
    }

    [Fact]
    public async Task A_config_that_cannot_be_read_is_buried()
    {
        var run = await _scene.WorkedAsync(PushScene.Config("http://127.0.0.1/"), 0);
        await _scene.Storage.Database.HashSetAsync(RedisKeys.Push(run.Task.Id), "config:config", "{oops");
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        await _scene.AtRestAsync(run);

        (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldHaveSingleItem()["reason"].ShouldBe("the push config cannot be read");
    }

    [Fact]
    public async Task An_entry_that_is_no_subscription_is_buried()
    {
        await _scene.Storage.Database.SortedSetAddAsync(RedisKeys.Deliveries(7), "junk", 0);

        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        await Eventually.TrueAsync(async () => await _scene.Storage.Database.SortedSetScoreAsync(RedisKeys.Deliveries(7), "junk") is null);
        var dead = (await _scene.Storage.Database.StreamRangeAsync(RedisKeys.Dead(7))).ShouldHaveSingleItem();
        dead.Values.Select(field => field.Value.ToString()).ShouldContain("junk");
    }

    [Theory]
    [InlineData("AllowedNetworks:test", "everywhere")]
    [InlineData("Lease", "00:00:11")]
    [InlineData("FirstDelay", "13:00:00")]
    [InlineData("SigningSecret", "whsec_short")]
    [InlineData("Concurrency", "0")]
    public async Task A_setting_that_makes_no_sense_stops_the_start(string name, string value) =>
        await Should.ThrowAsync<OptionsValidationException>(() => PushReplica.StartAsync(_scene.Redis, (name, value)));

    /// <summary>Holds a turn back that has settled.</summary>
    private sealed class HeldAfterSettling(IDeliveryQueue queue, TaskCompletionSource settled, Task goOn) : IDeliveryQueue
    {
        public Task<IReadOnlyList<Subscription>> DueAsync(int most, CancellationToken cancellationToken) => queue.DueAsync(most, cancellationToken);

        public Task<DeliveryRun?> TakeAsync(Subscription subscription, string token, CancellationToken cancellationToken) =>
            queue.TakeAsync(subscription, token, cancellationToken);

        public async Task<SettleOutcome> SettleAsync(DeliveryRun run, Settlement settlement, CancellationToken cancellationToken)
        {
            var outcome = await queue.SettleAsync(run, settlement, cancellationToken);
            settled.TrySetResult();
            await goOn;
            return outcome;
        }
    }
}
