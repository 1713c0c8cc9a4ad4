using A2A.Server.Push;
using A2A.Server.Redis;

namespace A2A.Server.Tests.Redis;

/// <summary>Letters of the version before name neither their owner nor where they begin.</summary>
public sealed class OldLetterTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_for_a_whole_subscription_is_replayed_event_by_event()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var task = await Buried.StartAsync(storage, 3);
        var events = await task.EventsAsync();
        await GiveUpAllAsync(storage, task);

        (await task.ReplayAsync((await task.ListAsync()).ShouldHaveSingleItem())).ShouldBe(ReplayOutcome.Due);

        List<Replay?> replays = [];
        var taken = await task.TakeAsync();
        for (DueEvent? due = taken.Due; due is not null;)
        {
            replays.Add(due.Replay);
            due = (await task.SettleAsync(taken, new Settlement.Advance(due.Replay.ShouldNotBeNull().Event)) as SettleOutcome.More)?.Next;
        }

        replays.ShouldBe(events.Select(change => new Replay(change.Cursor, change.Sequence)));
    }

    [Fact]
    public async Task One_belongs_to_the_owner_of_its_task_and_to_nobody_else()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var task = await Buried.StartAsync(storage, 2);
        var events = await task.EventsAsync();
        await GiveUpAllAsync(storage, task);
        await WriteAsync(storage, task, 1, events[0].Cursor.Value);

        (await task.Letters.ListAsync("another", null, null, 1000, Token)).Letters.ShouldBeEmpty();
        var letters = await task.ListAsync();
        letters.Select(letter => letter.Sequence).ShouldBe([0, 1]);
        foreach (var letter in letters)
        {
            (await task.Letters.ReplayAsync("another", letter.Id, Token)).ShouldBe(ReplayOutcome.NotFound);
            (await task.Letters.PurgeAsync("another", letter.Id, Token)).ShouldBeFalse();
        }

        (await task.Letters.PurgeAllAsync("another", null, Token)).ShouldBe(0);
        (await task.Letters.PurgeAsync(task.Owner, letters[0].Id, Token)).ShouldBeTrue();
        (await task.Letters.ReplayAllAsync(task.Owner, null, Token)).ShouldBe(new ReplayCount(1, 0));
        (await task.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_whose_task_is_gone_is_the_operators_alone()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var task = await Buried.StartAsync(storage, 1);
        await GiveUpAllAsync(storage, task);
        await storage.Database.KeyDeleteAsync(RedisKeys.Task(task.Task));

        (await task.ListAsync()).ShouldBeEmpty();
        (await task.Letters.ListAsync("", null, null, 1000, Token)).Letters.ShouldNotContain(letter => letter.TaskId == task.Task.Value);
        (await task.Letters.ListAsync(null, null, null, 1000, Token)).Letters.ShouldContain(letter => letter.TaskId == task.Task.Value);
    }

    // All events are behind the cursor then.
    private static async Task GiveUpAllAsync(Storage storage, Buried task)
    {
        var taken = await task.TakeAsync();
        foreach (var change in await task.EventsAsync())
        {
            await task.SettleAsync(taken, new Settlement.Advance(change.Cursor));
        }

        await WriteAsync(storage, task, 0, taken.LastEvent.Value);
    }

    private static async Task WriteAsync(Storage storage, Buried task, long sequence, string last) => await storage.Database.StreamAddAsync(
        RedisKeys.Dead(task.Task.Partition),
        [
            new("delivery", task.Subscription.DeliveryId(sequence)), new("task", task.Task.Value), new("config", "config"),
            new("sequence", sequence), new("event", last), new("reason", "the push config cannot be read"), new("attempts", 0),
            new("when", "2026-01-01T00:00:00.000Z"),
        ]);
}
