using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>Each attempt is recorded once, and the owner of a task can read the state of its subscriptions.</summary>
public abstract class DeliveryRecordContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_settlement_writes_its_attempt_down_once()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 4);
        var events = await task.EventsAsync();
        AttemptRecord[] attempts =
        [
            task.Attempt(1, 1, null, "try-again", "no answer within 10 s"),
            task.Attempt(1, 2),
            task.Attempt(2, 1, 404, "give-up", "HTTP 404"),
            task.Attempt(3, 1, 410, "ended", "HTTP 410"),
        ];
        Settlement[] settlements =
        [
            new Settlement.Retry(events[0].Cursor, TimeSpan.Zero, "no answer within 10 s") { Attempt = attempts[0] },
            new Settlement.Advance(events[0].Cursor) { Attempt = attempts[1] },
            new Settlement.Bury(events[1].Cursor, 2, 1, "HTTP 404") { Attempt = attempts[2] },
            new Settlement.End(events[2].Cursor, "HTTP 410") { Attempt = attempts[3] },
        ];

        foreach (var settlement in settlements)
        {
            var taken = await task.TakeAsync();
            var first = await task.SettleAsync(taken, settlement);
            await task.SettleAsync(taken, settlement); // as if the first answer had been lost
            if (first is SettleOutcome.More)
            {
                await task.SettleAsync(taken, new Settlement.Postpone(TimeSpan.Zero));
            }
        }

        (await task.Records.AttemptsAsync(task.Owner, task.Task, Token)).ShouldBe(attempts);
    }

    [Fact]
    public async Task What_was_sent_is_written_down_once_though_the_lease_was_lost_or_the_config_deleted()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);
        var cursor = (await task.EventsAsync())[0].Cursor;
        var taken = await task.TakeAsync();
        Settlement[] settlements =
        [
            new Settlement.Advance(cursor) { Attempt = task.Attempt(1, 1) },
            new Settlement.Retry(cursor, TimeSpan.Zero, "HTTP 500") { Attempt = task.Attempt(1, 2, 500, "try-again", "HTTP 500") },
            new Settlement.End(cursor, "HTTP 410") { Attempt = task.Attempt(1, 3, 410, "ended", "HTTP 410") },
            new Settlement.Bury(cursor, 1, 4, "HTTP 404") { Attempt = task.Attempt(1, 4, 404, "give-up", "HTTP 404") },
            new Settlement.Postpone(TimeSpan.Zero) { Attempt = task.Attempt(1, 5, null, "broken-off", "the server stopped before the answer") },
        ];

        foreach (var settlement in settlements.Take(2))
        {
            (await task.SettleAsync(taken with { Token = "stale" }, settlement)).ShouldBeOfType<SettleOutcome.Lost>();
        }

        await task.Configs.DeleteAsync(task.Owner, task.Task, "config", Token);
        foreach (var settlement in settlements.Skip(2).Concat(settlements))
        {
            (await task.SettleAsync(taken, settlement)).ShouldBeOfType<SettleOutcome.Lost>();
        }

        (await task.Records.AttemptsAsync(task.Owner, task.Task, Token)).ShouldBe(settlements.Select(settlement => settlement.Attempt));
    }

    [Fact]
    public async Task Who_only_waits_writes_nothing_down()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);

        await task.SettleAsync(await task.TakeAsync(), new Settlement.Postpone(TimeSpan.Zero));

        (await task.Records.AttemptsAsync(task.Owner, task.Task, Token)).ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_newest_attempts_are_kept_and_go_with_the_task()
    {
        await using var storage = await store.OpenAsync(new() { Retention = TimeSpan.Zero });
        var task = await Buried.StartAsync(storage, 8);
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 8, TaskState.Completed), Token);
        var taken = await task.TakeAsync();
        foreach (var change in await task.EventsAsync())
        {
            await task.SettleAsync(taken, new Settlement.Advance(change.Cursor) { Attempt = task.Attempt(change.Sequence) });
        }

        (await task.Records.AttemptsAsync(null, task.Task, Token)).ShouldNotBeNull()
            .Select(attempt => attempt.DeliveryId).ShouldBe(Enumerable.Range(5, 5).Select(sequence => task.Subscription.DeliveryId(new EventCursor($"1-{sequence}"))));
        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => await task.Records.AttemptsAsync(null, task.Task, Token) is null);
        await storage.Retention.StopAsync(Token);
    }

    [Fact]
    public async Task A_foreign_task_is_as_good_as_none()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);
        var absent = TaskId.New(0, DateTimeOffset.UtcNow);

        (await task.Records.AttemptsAsync("another", task.Task, Token)).ShouldBeNull();
        (await task.Records.SubscriptionsAsync("another", task.Task, Token)).ShouldBeNull();
        (await task.Records.AttemptsAsync(null, absent, Token)).ShouldBeNull();
        (await task.Records.SubscriptionsAsync(null, absent, Token)).ShouldBeNull();
        (await task.Records.SubscriptionsAsync(null, task.Task, Token)).ShouldNotBeNull().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_subscription_is_active_then_failing_then_active_and_says_when_it_is_due()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);
        var change = (await task.EventsAsync()).Single();
        var before = await task.StatusAsync();
        (before.ConfigId, before.State, before.FailedAttempts, before.Reason).ShouldBe(("config", SubscriptionState.Active, 0, null));
        before.DueAt.ShouldNotBeNull();

        await task.SettleAsync(await task.TakeAsync(), new Settlement.Retry(change.Cursor, TimeSpan.FromHours(1), "HTTP 503"));
        var failing = await task.StatusAsync();
        (failing.State, failing.FailedAttempts, failing.Reason).ShouldBe((SubscriptionState.Failing, 1, "HTTP 503"));
        failing.FailingSince.ShouldNotBeNull().ShouldBeInRange(await storage.NowAsync() - TimeSpan.FromMinutes(1), await storage.NowAsync());
        failing.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(before.DueAt.Value.AddMinutes(59));

        await task.Configs.PutAsync(task.Owner, task.Task, PushSamples.Config("https://example.com/new"), 10, Token);
        var taken = await task.TakeAsync();
        (await task.StatusAsync()).DueAt.ShouldNotBeNull().ShouldBeLessThan(failing.DueAt.Value, "it is held, and that is now");
        await task.SettleAsync(taken, new Settlement.Advance(change.Cursor));
        (await task.StatusAsync()).ShouldBe(before with { DueAt = null });
    }

    [Fact]
    public async Task A_subscription_fails_since_its_first_failure_until_it_delivers_though_events_are_buried_meanwhile()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 3);
        var events = await task.EventsAsync();
        await task.SettleAsync(await task.TakeAsync(), new Settlement.Retry(events[0].Cursor, TimeSpan.Zero, "HTTP 503"));
        var since = (await task.StatusAsync()).FailingSince.ShouldNotBeNull();
        var taken = await task.TakeAsync();

        await task.SettleAsync(taken, new Settlement.Bury(events[0].Cursor, 1, 2, "HTTP 404") { Attempt = task.Attempt(1, 2, 404, "try-again", "HTTP 404") });
        await task.SettleAsync(taken, new Settlement.Bury(events[1].Cursor, 2, 1, "HTTP 422") { Attempt = task.Attempt(2, 1, 422, "try-again", "HTTP 422") });
        var failing = await task.StatusAsync();
        await task.SettleAsync(taken, new Settlement.Advance(events[2].Cursor) { Attempt = task.Attempt(3) });
        var active = await task.StatusAsync();

        (failing.State, failing.FailingSince, failing.Reason).ShouldBe((SubscriptionState.Failing, since, "HTTP 422"));
        (active.State, active.FailingSince, active.Reason).ShouldBe((SubscriptionState.Active, null, null));
    }

    [Fact]
    public async Task What_is_at_fault_is_known_with_the_time_since_when_it_is_until_something_else_is_or_a_delivery_succeeds()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var events = await task.EventsAsync();
        Task FailAsync(DeliveryRun run, DeliveryFault fault) =>
            task.SettleAsync(run, new Settlement.Retry(events[0].Cursor, TimeSpan.FromMilliseconds(20), "HTTP", fault));
        await FailAsync(await task.TakeAsync(), DeliveryFault.Outage);
        await FailAsync(await task.TakeAsync(), DeliveryFault.Refusal);
        await FailAsync(await task.TakeAsync(), DeliveryFault.Refusal);
        var taken = await task.TakeAsync();

        var next = (await task.SettleAsync(taken, Buried.Bury(events[0]))).ShouldBeOfType<SettleOutcome.More>().Next;
        var after = (await task.SettleAsync(taken, new Settlement.Advance(events[1].Cursor) { Attempt = task.Attempt(2) }));
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 2, TaskState.Working), Token);

        taken.Due.Fault.ShouldBe(DeliveryFault.Refusal);
        taken.Due.FaultFor.ShouldBeInRange(TimeSpan.FromMilliseconds(40), taken.Due.Unsent - TimeSpan.FromMilliseconds(20));
        next.Fault.ShouldBe(DeliveryFault.Refusal, "the next event meets the same");
        next.FaultFor.ShouldBeGreaterThanOrEqualTo(taken.Due.FaultFor);
        after.ShouldBe(new SettleOutcome.Settled(null));
        (await task.TakeAsync()).Due.ShouldBe(new DueEvent(null, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_dead_letter_says_where_it_was_to_go_why_it_was_given_up_and_what_the_receiver_answered()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2, url: "https://hooks.example.com/deploy/hook?key=hidden");
        var events = await task.EventsAsync();
        var taken = await task.TakeAsync();

        await task.SettleAsync(taken, new Settlement.Bury(events[0].Cursor, 1, 2, "HTTP 404") { Attempt = task.Attempt(1, 2, 404, "try-again", "HTTP 404") });
        await task.SettleAsync(taken, new Settlement.Bury(events[1].Cursor, 2, 0, "the event cannot be read"));

        (await task.ListAsync()).Select(letter => (letter.Sequence, letter.Endpoint, letter.Reason, letter.Answer)).ShouldBe(
            [
                (1, "https://hooks.example.com/deploy/hook", "HTTP 404", "answer 404"),
                (2, "https://hooks.example.com/deploy/hook", "the event cannot be read", null),
            ]);
    }

    [Fact]
    public async Task What_cannot_be_sent_counts_from_the_first_time_and_costs_no_attempt()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var change = (await task.EventsAsync())[0];
        for (var i = 0; i < 2; i++)
        {
            await task.SettleAsync(await task.TakeAsync(), new Settlement.Postpone(TimeSpan.FromMilliseconds(5), "the endpoint keeps failing"));
        }

        var status = await task.StatusAsync();
        (status.State, status.FailedAttempts, status.Reason).ShouldBe((SubscriptionState.Failing, 0, "the endpoint keeps failing"));
        var taken = await task.TakeAsync();
        taken.Due.Unsent.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(10));
        (await task.SettleAsync(taken, new Settlement.Advance(change.Cursor) { Attempt = task.Attempt(1) })).ShouldBeOfType<SettleOutcome.More>()
            .Next.ShouldBe(new DueEvent(null, 0, TimeSpan.Zero), "the next event begins afresh");
    }

    [Fact]
    public async Task While_nothing_is_delivered_the_time_of_later_events_runs_too_from_their_own_time_at_the_earliest()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var events = await task.EventsAsync();
        await task.SettleAsync(await task.TakeAsync(), new Settlement.Retry(events[0].Cursor, TimeSpan.FromMilliseconds(50), "HTTP 500"));
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 2, TaskState.Working), Token);
        var last = (await task.EventsAsync())[2];
        var taken = await task.TakeAsync();

        var second = (await task.SettleAsync(taken, Buried.Bury(events[0]))).ShouldBeOfType<SettleOutcome.More>().Next;
        second.FailedAttempts.ShouldBe(0);
        second.Unsent.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50), "it is older than the outage");
        (await task.SettleAsync(taken, new Settlement.Advance(events[1].Cursor))).ShouldBeOfType<SettleOutcome.More>("nobody was told anything");
        await task.SettleAsync(taken, new Settlement.Postpone(TimeSpan.Zero));
        await Eventually.TrueAsync(async () => (await storage.NowAsync()) > last.Time.AddMilliseconds(60));
        var third = (await task.TakeAsync()).Due;
        var age = await storage.NowAsync() - last.Time;
        third.Unsent.ShouldBeInRange(TimeSpan.FromMilliseconds(60), age);
    }

    [Fact]
    public async Task Subscriptions_are_listed_in_the_order_of_their_ids()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);
        await task.Configs.PutAsync(task.Owner, task.Task, PushSamples.Config("https://example.com/", "d"), 10, Token);
        await task.Configs.PutAsync(task.Owner, task.Task, PushSamples.Config("https://example.com/", "a"), 10, Token);

        var listed = (await storage.Records.SubscriptionsAsync(task.Owner, task.Task, Token)).ShouldNotBeNull();

        listed.Select(status => (status.ConfigId, status.DueAt is not null)).ShouldBe([("a", false), ("config", true), ("d", false)]);
    }
}
