using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Push;

/// <summary>A replica delivers the events that it writes itself, and the next request overlaps the settling of the one before.</summary>
public sealed class OwnEventsTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_first_request_waits_for_no_write_but_the_one_of_its_event()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await StartAsync(mayTake: false);

        await replica.Tasks.CreateAsync(Storage.NewTask(push: PushScene.Config(endpoint.Url)), Token);

        await endpoint.UntilAsync(1);
    }

    [Fact]
    public async Task An_event_whose_acknowledgement_was_lost_is_told_at_once_all_the_same()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await StartAsync();
        await replica.Tasks.CreateAsync(Storage.NewTask(push: PushScene.Config(endpoint.Url)), Token); // Redis knows the scripts by then
        await endpoint.UntilAsync(1);
        using var canceled = new CancellationTokenSource();
        var task = Storage.NewTask(push: PushScene.Config(endpoint.Url));

        var create = replica.Tasks.CreateAsync(task, canceled.Token); // it is sent
        await canceled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(create);
        await endpoint.UntilAsync(2);
        await Eventually.TrueAsync(() => _scene.IsAtRestAsync(task.Id));
    }

    [Fact]
    public async Task The_next_request_overlaps_one_advance_and_no_more()
    {
        var (go, asked) = (new SemaphoreSlim(0), 0);
        await using var endpoint = await Endpoint.StartAsync(200);
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 3); // written elsewhere, read from the log
        await using var replica = await StartAsync(settling: () =>
        {
            Interlocked.Increment(ref asked);
            return go.WaitAsync(Token);
        });

        await endpoint.UntilAsync(2);
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref asked) == 1), "the first advance is under way");
        endpoint.All.Count.ShouldBe(2, "a process that dies now repeats two events at most");
        go.Release();

        await endpoint.UntilAsync(3);
        go.Release(100);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (2, 1), (3, 1), (4, 1)]);
    }

    [Theory]
    [InlineData(true)] // deleted
    [InlineData(false)] // replaced
    public async Task A_config_that_is_gone_gets_at_most_the_request_that_is_under_way_and_a_new_one_the_rest(bool isDeleted)
    {
        const int Events = 10;
        var (second, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var old = await Endpoint.StartAsync(async (webhook, _) =>
        {
            if (webhook.Sequence == 2)
            {
                second.SetResult();
                await go.Task;
            }
        });
        await using var replaced = await Endpoint.StartAsync(200);
        var run = await _scene.WorkedAsync(PushScene.Config(old.Url), Events - 1);
        await using var replica = await StartAsync();
        await second.Task.WaitAsync(Eventually.Patience, Token);

        if (isDeleted)
        {
            await _scene.Storage.Configs.DeleteAsync(run.Task.Owner, run.Task.Id, "config", Token);
        }
        else
        {
            await _scene.Storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config(replaced.Url), 10, Token);
        }

        go.SetResult();

        await _scene.AtRestAsync(run);
        await replica.StopAsync(); // whatever was under way has ended
        old.All.Count.ShouldBeLessThanOrEqualTo(3);
        if (!isDeleted)
        {
            replaced.All[^1].Sequence.ShouldBe(Events);
            replaced.All.Select(webhook => webhook.Sequence).ShouldBe(Enumerable.Range(replaced.All[0].Sequence, replaced.All.Count));
            replaced.All[0].Sequence.ShouldBeLessThanOrEqualTo(old.All.Count + 1, "nothing is left out");
        }
    }

    [Fact]
    public async Task What_is_settled_holds_no_place_at_its_endpoint()
    {
        var (go, settling) = (new SemaphoreSlim(0), new TaskCompletionSource());
        await using var endpoint = await Endpoint.StartAsync((webhook, http) =>
        {
            http.Response.StatusCode = http.Request.Path == "/fails" ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var replica = await StartAsync(
            settling: () =>
            {
                settling.TrySetResult();
                return go.WaitAsync(Token);
            },
            settings: ("ConcurrencyPerEndpoint", "1"));
        var failing = await _scene.WorkedAsync(PushScene.Config(new Uri(new Uri(endpoint.Url), "/fails").ToString()), 0);
        await settling.Task.WaitAsync(Eventually.Patience, Token);

        await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0);

        await endpoint.UntilAsync(2);
        endpoint.All.Count(webhook => webhook.Id.StartsWith(failing.Task.Id.Value, StringComparison.Ordinal)).ShouldBe(1);
        go.Release(100);
    }

    [Fact]
    public async Task What_a_replica_writes_is_as_a_rule_not_read_back_to_be_told()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await StartAsync();
        var run = await replica.TakenAsync(Storage.NewTask(push: PushScene.Config(endpoint.Url)));
        var before = await _scene.Storage.CallsAsync("xrange");

        for (var sequence = 1; sequence <= 20; sequence++)
        {
            await replica.Tasks.AppendAsync(run, Change.Status(run, sequence, TaskState.Working), Token);
        }

        await endpoint.UntilAsync(21);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Sequence).ShouldBe(Enumerable.Range(1, 21));
        // The answer to the settling may be there before the one to the write: then the log is read.
        (await _scene.Storage.CallsAsync("xrange") - before).ShouldBeLessThan(7, "of 21 events");
        var logged = await _scene.Storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token);
        endpoint.All.Select(webhook => webhook.Body).ShouldBe(logged.Select(change => change.Json.ToArray()));
    }

    [Fact]
    public async Task A_config_that_another_replica_put_or_replaced_meanwhile_is_told_as_it_is_now()
    {
        await using var old = await Endpoint.StartAsync(200);
        await using var replaced = await Endpoint.StartAsync(200);
        await using var added = await Endpoint.StartAsync(200);
        await using var replica = await StartAsync();
        var task = Storage.NewTask(push: PushScene.Config(old.Url));
        var run = await replica.TakenAsync(task);
        await old.UntilAsync(1);
        await _scene.AtRestAsync(run);

        await _scene.Storage.Configs.PutAsync(task.Owner, task.Id, PushSamples.Config(replaced.Url), 10, Token);
        await _scene.Storage.Configs.PutAsync(task.Owner, task.Id, PushSamples.Config(added.Url, "added"), 10, Token);
        await replica.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        await replica.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Working), Token);

        await replaced.UntilAsync(2);
        await added.UntilAsync(2);
        old.All.Count.ShouldBe(1);
        replaced.All.Select(webhook => webhook.Sequence).ShouldBe([2, 3]);
        added.All.Select(webhook => webhook.Sequence).ShouldBe([2, 3]);
    }

    /// <summary>A replica that looks for nothing by itself; each settling waits for what is given.</summary>
    private Task<PushReplica> StartAsync(Func<Task>? settling = null, bool mayTake = true, params (string Name, string Value)[] settings) => PushReplica.StartAsync(
        _scene.Redis,
        builder =>
        {
            builder.Services.Configure<TaskOptions>(options => options.Sweep = TimeSpan.FromHours(1));
            builder.Services.AddSingleton<IDeliveryQueue>(provider =>
                new Watched(ActivatorUtilities.CreateInstance<RedisDeliveryQueue>(provider), settling ?? (() => Task.CompletedTask), mayTake));
        },
        [("Lease", "01:00:00"), .. settings]);

    private sealed class Watched(IDeliveryQueue queue, Func<Task> settling, bool mayTake) : IDeliveryQueue
    {
        public Task<IReadOnlyList<Subscription>> DueAsync(int most, CancellationToken cancellationToken) => queue.DueAsync(most, cancellationToken);

        public Task<DeliveryRun?> TakeAsync(Subscription subscription, string token, CancellationToken cancellationToken) =>
            mayTake ? queue.TakeAsync(subscription, token, cancellationToken) : throw new InvalidOperationException("Nothing is to be taken.");

        public async Task<SettleOutcome> SettleAsync(DeliveryRun run, Settlement settlement, CancellationToken cancellationToken)
        {
            await settling();
            return await queue.SettleAsync(run, settlement, cancellationToken);
        }
    }
}
