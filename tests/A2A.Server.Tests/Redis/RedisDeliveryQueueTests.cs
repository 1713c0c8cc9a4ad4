using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

public sealed class RedisDeliveryQueueTests(RedisFixture redis)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    // What was attempted, where it does not matter what it was.
    private static readonly EventCursor Event = new("1-1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_config_of_the_submission_gets_every_event_and_can_be_taken_once()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);

        var taken = (await queue.TakeAsync(subscription, "one", Token)).ShouldNotBeNull();

        taken.Config.ShouldNotBeNull().Id.ShouldBe("config");
        taken.Cursor.ShouldBe(EventCursor.Start);
        taken.LastEvent.ShouldBe(run.Task.Cursor);
        taken.Due.FailedAttempts.ShouldBe(0);
        taken.Owner.ShouldBe(run.Task.Owner);
        taken.Agent.ShouldBe("scripted");
        taken.TraceParent.ShouldBe(run.Task.TraceParent);
        (await queue.TakeAsync(subscription, "two", Token)).ShouldBeNull();
        (await queue.TakeAsync(subscription, "one", Token)).ShouldNotBeNull("a lease that is held is confirmed");
    }

    [Fact]
    public async Task A_config_put_later_gets_the_events_from_then_on()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run) = (Queue(storage), await storage.TakenAsync());
        var subscription = new Subscription(run.Task.Id, "config");
        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/"), 10, Token);
        (await queue.TakeAsync(subscription, "one", Token)).ShouldBeNull("nothing has happened since");

        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);

        (await queue.TakeAsync(subscription, "one", Token)).ShouldNotBeNull().Cursor.ShouldBe(run.Task.Cursor);
    }

    [Theory]
    [InlineData("ends")]
    [InlineData("fails")]
    [InlineData("is buried")]
    public async Task What_a_replaced_url_answers_does_not_count_against_the_new_one(string what)
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var toOldUrl = await TakenAsync(queue, subscription);
        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new"), 10, Token);

        await queue.SettleAsync(toOldUrl, what switch
        {
            "ends" => new Settlement.End(Event, "HTTP 410"),
            "fails" => new Settlement.Retry(Event, TimeSpan.FromHours(1), "HTTP 500"),
            _ => new Settlement.Bury(run.Task.Cursor, 1, 1, "HTTP 404"),
        }, Token);

        var toNewUrl = (await queue.TakeAsync(subscription, "new", Token)).ShouldNotBeNull();
        toNewUrl.Config.ShouldNotBeNull().Config.Url.ShouldBe("https://example.com/new");
        toNewUrl.Cursor.ShouldBe(toOldUrl.Cursor);
        toNewUrl.Due.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public async Task A_config_put_on_an_ended_task_is_kept_and_nothing_is_due()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);

        (await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/"), 10, Token))
            .ShouldBe(PutConfigOutcome.Put);

        (await DueTimeAsync(storage, new Subscription(run.Task.Id, "config"))).ShouldBeNull();
    }

    [Fact]
    public async Task After_the_last_event_nothing_is_due_and_the_lease_is_given_back()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);

        (await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.Settled>();

        (await DueTimeAsync(storage, subscription)).ShouldBeNull();
        (await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.Lost>();
    }

    [Fact]
    public async Task An_event_that_came_while_the_lease_was_held_is_not_forgotten()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);
        var appended = (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();

        (await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.More>();
        (await queue.TakeAsync(subscription, "two", Token)).ShouldBeNull("it is leased on");
        (await queue.SettleAsync(taken, new Settlement.Advance(appended.Cursor), Token)).ShouldBeOfType<SettleOutcome.Settled>();
    }

    [Fact]
    public async Task A_retry_is_due_later_and_counts_what_failed()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, _, subscription) = await SubscribedAsync(storage);

        for (var failed = 1; failed <= 2; failed++)
        {
            var taken = await TakenAsync(queue, subscription);
            (await queue.SettleAsync(taken, new Settlement.Retry(Event, Soon, "HTTP 500"), Token)).ShouldBeOfType<SettleOutcome.Settled>();
            (await queue.SettleAsync(taken, new Settlement.Retry(Event, Soon, "HTTP 500"), Token)).ShouldBeOfType<SettleOutcome.Lost>("said once, counted once");
        }

        var last = await TakenAsync(queue, subscription);
        last.Due.FailedAttempts.ShouldBe(2);
        await queue.SettleAsync(last, new Settlement.Retry(Event, TimeSpan.FromHours(1), "HTTP 500"), Token);
        (await queue.TakeAsync(subscription, "x", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task New_events_do_not_shorten_the_wait_for_a_retry()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.Retry(Event, TimeSpan.FromHours(1), "HTTP 500"), Token);

        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);

        (await queue.TakeAsync(subscription, "x", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Postponing_costs_no_attempt()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, _, subscription) = await SubscribedAsync(storage);
        await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.Retry(Event, Soon, "HTTP 500"), Token);

        await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.Postpone(TimeSpan.Zero), Token);

        (await TakenAsync(queue, subscription)).Due.FailedAttempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_buried_event_is_kept_once_with_its_reason_and_the_next_one_starts_afresh()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.Retry(Event, Soon, "HTTP 500"), Token);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        var taken = await TakenAsync(queue, subscription);
        var bury = new Settlement.Bury(run.Task.Cursor, 1, 2, "HTTP 404");

        (await queue.SettleAsync(taken, bury, Token)).ShouldBeOfType<SettleOutcome.More>();
        (await queue.SettleAsync(taken, bury, Token)).ShouldBeOfType<SettleOutcome.More>("the first answer might have been lost");
        await queue.SettleAsync(taken, new Settlement.Postpone(TimeSpan.Zero), Token);

        var dead = (await DeadOfAsync(storage, run.Task.Id)).ShouldHaveSingleItem();
        dead["delivery"].ShouldBe($"{run.Task.Id}_config_1");
        dead["config"].ShouldBe("config");
        dead["sequence"].ShouldBe("1");
        dead["event"].ShouldBe(run.Task.Cursor.Value);
        dead["reason"].ShouldBe("HTTP 404");
        dead["attempts"].ShouldBe("2");
        dead["when"].ShouldEndWith("Z");
        var next = await TakenAsync(queue, subscription);
        next.Cursor.ShouldBe(run.Task.Cursor);
        next.Due.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public async Task An_ended_subscription_is_told_nothing_until_its_config_is_put_anew()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        (await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.End(Event, "HTTP 410"), Token)).ShouldBeOfType<SettleOutcome.Settled>();

        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        (await DueTimeAsync(storage, subscription)).ShouldBeNull();

        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new"), 10, Token);
        var taken = await TakenAsync(queue, subscription);
        taken.Cursor.ShouldBe(EventCursor.Start);
        taken.Config!.Config.Url.ShouldBe("https://example.com/new");
    }

    [Fact]
    public async Task A_holder_whose_lease_went_to_another_changes_nothing()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage, TimeSpan.FromMilliseconds(2));
        var stale = await TakenAsync(queue, subscription);
        var holder = await TakenAsync(queue, subscription);

        foreach (var settlement in new Settlement[]
        {
            new Settlement.Advance(run.Task.Cursor), new Settlement.Bury(run.Task.Cursor, 1, 1, "x"), new Settlement.Retry(Event, Soon, "x"),
            new Settlement.Postpone(Soon), new Settlement.End(Event, "x"),
        })
        {
            (await queue.SettleAsync(stale, settlement, Token)).ShouldBeOfType<SettleOutcome.Lost>();
        }

        (await DeadOfAsync(storage, run.Task.Id)).ShouldBeEmpty();
        (await queue.SettleAsync(holder, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.Settled>();
    }

    [Fact]
    public async Task Deleting_a_config_takes_its_lease_away()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);

        await storage.Configs.DeleteAsync(run.Task.Owner, run.Task.Id, "config", Token);

        (await queue.SettleAsync(taken, new Settlement.Retry(Event, Soon, "HTTP 500"), Token)).ShouldBeOfType<SettleOutcome.Lost>();
        (await storage.Database.KeyExistsAsync(RedisKeys.Push(run.Task.Id))).ShouldBeFalse();
        (await DueTimeAsync(storage, subscription)).ShouldBeNull();
    }

    [Fact]
    public async Task Replacing_a_config_keeps_its_cursor_and_tries_again_at_once()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        var taken = await TakenAsync(queue, subscription);
        await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token);
        await queue.SettleAsync(taken, new Settlement.Retry(Event, TimeSpan.FromHours(1), "HTTP 500"), Token);

        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new"), 10, Token);

        var again = await TakenAsync(queue, subscription);
        again.Cursor.ShouldBe(run.Task.Cursor);
        again.Due.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public async Task Replacing_a_config_whose_lease_is_held_lets_nobody_else_in()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);

        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new"), 10, Token);

        (await queue.TakeAsync(subscription, "two", Token)).ShouldBeNull();
        (await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.Settled>();
    }

    [Fact]
    public async Task A_config_that_cannot_be_read_is_taken_as_none()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var (queue, run, subscription) = await SubscribedAsync(storage);
        await storage.Database.HashSetAsync(RedisKeys.Push(run.Task.Id), "config:config", "{oops");

        (await TakenAsync(queue, subscription)).Config.ShouldBeNull();
    }

    private static RedisDeliveryQueue Queue(Storage storage, TimeSpan? lease = null) =>
        new(storage.Scripts, storage.Sweep, storage.PushConfigs, Options.Create(new PushOptions { Lease = lease ?? TimeSpan.FromSeconds(30) }));

    private static async Task<(RedisDeliveryQueue, TaskRun, Subscription)> SubscribedAsync(Storage storage, TimeSpan? lease = null)
    {
        var run = await storage.TakenAsync(Storage.NewTask(push: PushSamples.Config("https://example.com/")));
        return (Queue(storage, lease), run, new Subscription(run.Task.Id, "config"));
    }

    private static Task<DeliveryRun> TakenAsync(RedisDeliveryQueue queue, Subscription subscription) =>
        Eventually.NotNullAsync(() => queue.TakeAsync(subscription, Guid.NewGuid().ToString("N"), Token));

    private static Task<double?> DueTimeAsync(Storage storage, Subscription subscription) =>
        storage.Database.SortedSetScoreAsync(RedisKeys.Deliveries(subscription.Task.Partition), subscription.ToString());

    private static async Task<List<Dictionary<string, string>>> DeadOfAsync(Storage storage, TaskId task) =>
        await PushSamples.DeadOfAsync(storage.Scripts, task);
}
