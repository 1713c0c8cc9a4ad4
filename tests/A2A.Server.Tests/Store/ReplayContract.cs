using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>What is replayed goes first, is counted on its own, and is never lost.</summary>
public abstract class ReplayContract(StoreFixture store)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_is_due_at_once_though_nothing_else_is_and_is_no_dead_letter_any_more()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var letters = await task.BuryAllAsync();
        (await task.Queue.TakeAsync(task.Subscription, "x", Token)).ShouldBeNull();

        (await task.ReplayAsync(letters[0])).ShouldBe(ReplayOutcome.Due);

        (await task.ListAsync()).ShouldHaveSingleItem().Sequence.ShouldBe(2);
        var taken = await task.TakeAsync();
        taken.Due.ShouldBe(new DueEvent(new Replay((await task.EventsAsync())[0].Cursor, 1), 0, TimeSpan.Zero));
        (await task.SettleAsync(taken, new Settlement.Advance(taken.Due.Replay!.Event))).ShouldBeOfType<SettleOutcome.Settled>();
        (await task.Queue.TakeAsync(task.Subscription, "x", Token)).ShouldBeNull("its cursor has not moved back");
        (await task.ReplayAsync(letters[0])).ShouldBe(ReplayOutcome.NotFound, "the first answer might have been lost");
    }

    [Fact]
    public async Task Replays_go_in_the_order_of_their_events_whatever_the_order_of_asking_then_newer_events()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 3);
        var letters = await task.BuryAllAsync();
        await storage.Tasks.AppendAsync(task.Run, Change.Status(task.Run, 3, TaskState.Working), Token);
        foreach (var place in new[] { 2, 0, 1 })
        {
            (await task.ReplayAsync(letters[place])).ShouldBe(ReplayOutcome.Due);
        }

        List<long> order = [];
        var taken = await task.TakeAsync();
        for (DueEvent? due = taken.Due; due is not null;)
        {
            order.Add(due.Replay?.Sequence ?? 4);
            var settled = new Settlement.Advance(due.Replay?.Event ?? (await task.EventsAsync())[3].Cursor);
            due = (await task.SettleAsync(taken, settled) as SettleOutcome.More)?.Next;
        }

        order.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_replay_that_comes_while_the_lease_is_held_is_next()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var events = await task.EventsAsync();
        var taken = await task.TakeAsync();
        await task.SettleAsync(taken, Buried.Bury(events[0]));

        await task.ReplayAsync((await task.ListAsync()).Single());

        (await task.Queue.TakeAsync(task.Subscription, "another", Token)).ShouldBeNull("it is leased on");
        var next = (await task.SettleAsync(taken, new Settlement.Advance(events[1].Cursor))).ShouldBeOfType<SettleOutcome.More>().Next;
        next.Replay.ShouldBe(new Replay(events[0].Cursor, 1));
        (await task.SettleAsync(taken, new Settlement.Advance(events[0].Cursor))).ShouldBeOfType<SettleOutcome.Settled>();
    }

    [Fact]
    public async Task A_replay_that_comes_while_an_attempt_fails_goes_before_the_retry()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var events = await task.EventsAsync();
        var taken = await task.TakeAsync();
        await task.SettleAsync(taken, Buried.Bury(events[0]));
        await task.ReplayAsync((await task.ListAsync()).Single());

        await task.SettleAsync(taken, new Settlement.Retry(events[1].Cursor, TimeSpan.FromHours(1), "HTTP 503"));

        var again = await task.TakeAsync();
        again.Due.Replay.ShouldBe(new Replay(events[0].Cursor, 1));
        again.Due.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public async Task A_retry_is_not_sent_earlier_because_of_a_replay_and_keeps_its_count()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var events = await task.EventsAsync();
        var taken = await task.TakeAsync();
        await task.SettleAsync(taken, Buried.Bury(events[0]));
        await task.SettleAsync(taken, new Settlement.Retry(events[1].Cursor, TimeSpan.FromHours(1), "HTTP 503"));
        var due = (await task.StatusAsync()).DueAt.ShouldNotBeNull();

        await task.ReplayAsync((await task.ListAsync()).Single());
        var replayed = await task.TakeAsync();
        (await task.SettleAsync(replayed, new Settlement.Advance(replayed.Due.Replay!.Event))).ShouldBeOfType<SettleOutcome.Settled>();

        var status = await task.StatusAsync();
        (status.State, status.FailedAttempts, status.Reason, status.DueAt).ShouldBe((SubscriptionState.Failing, 1, "HTTP 503", due));
        (await task.Queue.TakeAsync(task.Subscription, "x", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_replay_that_fails_is_retried_and_in_the_end_buried_again_once()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);
        await task.ReplayAsync((await task.BuryAllAsync()).Single());
        var change = (await task.EventsAsync()).Single();

        var taken = await task.TakeAsync();
        (await task.SettleAsync(taken, new Settlement.Retry(change.Cursor, Soon, "HTTP 503"))).ShouldBeOfType<SettleOutcome.Settled>();
        (await task.SettleAsync(taken, new Settlement.Retry(change.Cursor, Soon, "HTTP 503"))).ShouldBeOfType<SettleOutcome.Lost>("said once, counted once");
        var again = await task.TakeAsync();
        again.Due.FailedAttempts.ShouldBe(1);
        again.Due.Unsent.ShouldBeGreaterThanOrEqualTo(Soon);
        (await task.SettleAsync(again, Buried.Bury(change, attempts: 2))).ShouldBeOfType<SettleOutcome.Settled>();
        (await task.SettleAsync(again, Buried.Bury(change, attempts: 2))).ShouldBeOfType<SettleOutcome.Lost>();

        (await task.ListAsync()).ShouldHaveSingleItem().Attempts.ShouldBe(2);
        (await task.StatusAsync()).State.ShouldBe(SubscriptionState.Active);
    }

    [Fact]
    public async Task Repeating_what_was_settled_changes_nothing_of_the_replays_behind_it()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 3);
        foreach (var letter in (await task.BuryAllAsync()).Take(2))
        {
            await task.ReplayAsync(letter);
        }

        var taken = await task.TakeAsync();
        var bury = Buried.Bury((await task.EventsAsync())[0]) with { Attempt = task.Attempt(1, status: 404) };
        var first = await task.SettleAsync(taken, bury);
        var repeated = await task.SettleAsync(taken, bury);

        repeated.ShouldBe(first);
        first.ShouldBeOfType<SettleOutcome.More>().Next.Replay!.Sequence.ShouldBe(2);
        (await task.ListAsync()).Select(letter => letter.Sequence).ShouldBe([3, 1]);
        (await task.Records.AttemptsAsync(task.Owner, task.Task, Token)).ShouldNotBeNull().ShouldHaveSingleItem();
        await task.SettleAsync(taken, new Settlement.Postpone(TimeSpan.Zero));
        (await task.TakeAsync()).Cursor.ShouldBe((await task.EventsAsync())[2].Cursor);
    }

    [Fact]
    public async Task A_receiver_that_ends_its_subscription_leaves_the_replays_as_dead_letters()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        await task.BuryAllAsync();
        await task.Records.ReplayAllAsync(task.Owner, null, Token);
        var taken = await task.TakeAsync();

        await task.SettleAsync(taken, new Settlement.End(taken.Due.Replay!.Event, "HTTP 410"));

        var letters = await task.ListAsync();
        letters.Select(letter => (letter.Sequence, letter.Attempts, letter.Reason)).ShouldBe(
            [(1, 1, "the receiver ended the subscription: HTTP 410"), (2, 0, "the receiver ended the subscription: HTTP 410")]);
        (await task.ReplayAsync(letters[0])).ShouldBe(ReplayOutcome.Ended);
        (await task.Records.ReplayAllAsync(task.Owner, null, Token)).ShouldBe(new ReplayCount(0, 2));
        var status = await task.StatusAsync();
        (status.State, status.Reason, status.DueAt).ShouldBe((SubscriptionState.Ended, "HTTP 410", null));

        await PutAsync(task);
        (await task.ReplayAsync(letters[0])).ShouldBe(ReplayOutcome.Due);
    }

    [Fact]
    public async Task A_deleted_config_leaves_its_replays_as_dead_letters_that_cannot_be_sent()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        await task.ReplayAsync((await task.BuryAllAsync())[0]);

        await task.Configs.DeleteAsync(task.Owner, task.Task, "config", Token);

        var letters = await task.ListAsync();
        letters.Select(letter => (letter.Sequence, letter.Reason)).ShouldBe([(2, Buried.Reason), (1, "the push config was deleted")]);
        (await task.ReplayAsync(letters[1])).ShouldBe(ReplayOutcome.Gone);
        (await task.ListAsync()).ShouldBe(letters);
        await PutAsync(task);
        (await task.ReplayAsync(letters[1])).ShouldBe(ReplayOutcome.Due);
    }

    [Fact]
    public async Task A_config_put_anew_keeps_its_replays_and_begins_them_afresh_at_once()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);
        await task.ReplayAsync((await task.BuryAllAsync()).Single());
        var taken = await task.TakeAsync();
        await task.SettleAsync(taken, new Settlement.Retry(taken.Due.Replay!.Event, TimeSpan.FromHours(1), "HTTP 503"));

        await PutAsync(task);

        (await task.TakeAsync()).Due.ShouldBe(new DueEvent(taken.Due.Replay, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task All_that_was_given_up_at_once_is_replayed_event_by_event()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 3);
        var taken = await task.TakeAsync();
        var events = await task.EventsAsync();
        await task.SettleAsync(taken, new Settlement.Advance(events[0].Cursor));
        (await task.SettleAsync(taken, new Settlement.Bury(taken.LastEvent, 0, 0, "the push config cannot be read"))).ShouldBeOfType<SettleOutcome.Settled>();

        await task.ReplayAsync((await task.ListAsync()).ShouldHaveSingleItem());

        var again = await task.TakeAsync();
        again.Due.Replay.ShouldBe(new Replay(events[1].Cursor, 2));
        (await task.SettleAsync(again, new Settlement.Advance(events[1].Cursor))).ShouldBeOfType<SettleOutcome.More>()
            .Next.Replay.ShouldBe(new Replay(events[2].Cursor, 3));
    }

    [Fact]
    public async Task Giving_up_all_there_is_buries_the_replays_too()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        await task.BuryAllAsync();
        await task.Records.ReplayAllAsync(task.Owner, null, Token);
        var taken = await task.TakeAsync();

        await task.SettleAsync(taken, new Settlement.Bury(taken.LastEvent, 0, 0, "the push config cannot be read"));

        (await task.ListAsync()).Select(letter => letter.Sequence).ShouldBe([1, 2]);
        (await task.StatusAsync()).DueAt.ShouldBeNull();
    }

    private static Task<PutConfigOutcome> PutAsync(Buried task) =>
        task.Configs.PutAsync(task.Owner, task.Task, PushSamples.Config("https://example.com/new"), 10, Token);
}
