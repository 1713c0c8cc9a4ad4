using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

public abstract class DeliveryQueueContract(StoreFixture store)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_config_of_the_submission_gets_every_event_and_can_be_taken_once()
    {
        await using var storage = await store.OpenAsync();
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
        await using var storage = await store.OpenAsync();
        var (queue, run) = (storage.Deliveries, await storage.TakenAsync());
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
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var toOldUrl = await TakenAsync(queue, subscription);
        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new"), 10, Token);

        await queue.SettleAsync(toOldUrl, what switch
        {
            "ends" => new Settlement.End(run.Task.Cursor, "HTTP 410"),
            "fails" => new Settlement.Retry(run.Task.Cursor, TimeSpan.FromHours(1), "HTTP 500"),
            _ => new Settlement.Bury(run.Task.Cursor, 1, 1, "HTTP 404"),
        }, Token);

        var toNewUrl = (await queue.TakeAsync(subscription, "new", Token)).ShouldNotBeNull();
        toNewUrl.Config.ShouldNotBeNull().Config.Url.ShouldBe("https://example.com/new");
        toNewUrl.Cursor.ShouldBe(toOldUrl.Cursor);
        toNewUrl.Due.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public async Task After_the_last_event_nothing_is_due_and_the_lease_is_given_back()
    {
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);

        (await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.Settled>();

        (await DueTimeAsync(storage, subscription)).ShouldBeNull();
        (await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.Lost>();
    }

    [Fact]
    public async Task An_event_that_came_while_the_lease_was_held_is_not_forgotten()
    {
        await using var storage = await store.OpenAsync();
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
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);

        for (var failed = 1; failed <= 2; failed++)
        {
            var taken = await TakenAsync(queue, subscription);
            var failure = new Settlement.Retry(run.Task.Cursor, Soon, "HTTP 500");
            (await queue.SettleAsync(taken, failure, Token)).ShouldBeOfType<SettleOutcome.Settled>();
            (await queue.SettleAsync(taken, failure, Token)).ShouldBeOfType<SettleOutcome.Lost>("said once, counted once");
        }

        var last = await TakenAsync(queue, subscription);
        last.Due.FailedAttempts.ShouldBe(2);
        await queue.SettleAsync(last, new Settlement.Retry(run.Task.Cursor, TimeSpan.FromHours(1), "HTTP 500"), Token);
        (await queue.TakeAsync(subscription, "x", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task New_events_do_not_shorten_the_wait_for_a_retry()
    {
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);
        await queue.SettleAsync(taken, new Settlement.Retry(run.Task.Cursor, TimeSpan.FromHours(1), "HTTP 500"), Token);

        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);

        (await queue.TakeAsync(subscription, "x", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Postponing_costs_no_attempt()
    {
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.Retry(run.Task.Cursor, Soon, "HTTP 500"), Token);

        await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.Postpone(TimeSpan.Zero), Token);

        (await TakenAsync(queue, subscription)).Due.FailedAttempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_buried_event_is_kept_once_with_its_reason_and_the_next_one_starts_afresh()
    {
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        await queue.SettleAsync(await TakenAsync(queue, subscription), new Settlement.Retry(run.Task.Cursor, Soon, "HTTP 500"), Token);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        var taken = await TakenAsync(queue, subscription);
        var bury = new Settlement.Bury(run.Task.Cursor, 1, 2, "HTTP 404");

        (await queue.SettleAsync(taken, bury, Token)).ShouldBeOfType<SettleOutcome.More>();
        (await queue.SettleAsync(taken, bury, Token)).ShouldBeOfType<SettleOutcome.More>("the first answer might have been lost");
        await queue.SettleAsync(taken, new Settlement.Postpone(TimeSpan.Zero), Token);

        var dead = (await DeadOfAsync(storage, run.Task.Id)).ShouldHaveSingleItem();
        dead.DeliveryId.ShouldBe($"{run.Task.Id}_config_{run.Task.Cursor}");
        (dead.ConfigId, dead.Sequence, dead.Reason, dead.Attempts).ShouldBe(("config", 1, "HTTP 404", 2));
        dead.BuriedAt.ShouldBeInRange(run.Task.Task.Status.Timestamp!.Value, await storage.NowAsync()); // every status has its time
        var next = await TakenAsync(queue, subscription);
        next.Cursor.ShouldBe(run.Task.Cursor);
        next.Due.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public async Task An_ended_subscription_is_told_nothing_until_its_config_is_put_anew()
    {
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var first = await TakenAsync(queue, subscription);
        (await queue.SettleAsync(first, new Settlement.End(run.Task.Cursor, "HTTP 410"), Token)).ShouldBeOfType<SettleOutcome.Settled>();

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
        await using var storage = await store.OpenAsync(new() { DeliveryLease = TimeSpan.FromMilliseconds(2) });
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var stale = await TakenAsync(queue, subscription);
        var holder = await TakenAsync(queue, subscription);

        foreach (var settlement in new Settlement[]
        {
            new Settlement.Advance(run.Task.Cursor), new Settlement.Bury(run.Task.Cursor, 1, 1, "x"),
            new Settlement.Retry(run.Task.Cursor, Soon, "x"), new Settlement.Postpone(Soon), new Settlement.End(run.Task.Cursor, "x"),
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
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);

        await storage.Configs.DeleteAsync(run.Task.Owner, run.Task.Id, "config", Token);

        var failure = new Settlement.Retry(run.Task.Cursor, Soon, "HTTP 500");
        (await queue.SettleAsync(taken, failure, Token)).ShouldBeOfType<SettleOutcome.Lost>();
        (await DueTimeAsync(storage, subscription)).ShouldBeNull();
    }

    [Fact]
    public async Task Replacing_a_config_keeps_its_cursor_and_tries_again_at_once()
    {
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        var taken = await TakenAsync(queue, subscription);
        await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token);
        await queue.SettleAsync(taken, new Settlement.Retry(run.Task.Cursor, TimeSpan.FromHours(1), "HTTP 500"), Token);

        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new"), 10, Token);

        var again = await TakenAsync(queue, subscription);
        again.Cursor.ShouldBe(run.Task.Cursor);
        again.Due.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public async Task Replacing_a_config_whose_lease_is_held_lets_nobody_else_in()
    {
        await using var storage = await store.OpenAsync();
        var (queue, run, subscription) = await SubscribedAsync(storage);
        var taken = await TakenAsync(queue, subscription);

        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new"), 10, Token);

        (await queue.TakeAsync(subscription, "two", Token)).ShouldBeNull();
        (await queue.SettleAsync(taken, new Settlement.Advance(run.Task.Cursor), Token)).ShouldBeOfType<SettleOutcome.Settled>();
    }

    private static async Task<(IDeliveryQueue, TaskRun, Subscription)> SubscribedAsync(StoreReplica storage)
    {
        var run = await storage.TakenAsync(StoreReplica.NewTask(push: PushSamples.Config("https://example.com/")));
        return (storage.Deliveries, run, new Subscription(run.Task.Id, "config"));
    }

    private static Task<DeliveryRun> TakenAsync(IDeliveryQueue queue, Subscription subscription) =>
        Eventually.NotNullAsync(() => queue.TakeAsync(subscription, Guid.NewGuid().ToString("N"), Token));

    // When it is due next, now or later; null when it is not, or there is no such subscription.
    private static async Task<DateTimeOffset?> DueTimeAsync(StoreReplica storage, Subscription subscription) =>
        (await storage.Records.SubscriptionsAsync(null, subscription.Task, Token)).ShouldNotBeNull()
            .SingleOrDefault(status => status.ConfigId == subscription.ConfigId)?.DueAt;

    private static async Task<List<DeadLetter>> DeadOfAsync(StoreReplica storage, TaskId task) =>
        (await storage.Records.DeadLettersAsync(null, since: null, after: null, 1000, Token)).Letters
            .Where(letter => letter.TaskId == task.Value).ToList();
}
