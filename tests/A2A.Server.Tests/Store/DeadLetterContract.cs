using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>Dead letters are listed and removed by those to whom they belong.</summary>
public abstract class DeadLetterContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_letter_tells_what_was_given_up_and_why()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);

        var letters = await task.BuryAllAsync();

        letters.Select(letter => letter.Sequence).ShouldBe([1, 2]);
        var first = letters[0];
        first.DeliveryId.ShouldBe($"{task.Task}_config_{(await task.EventsAsync())[0].Cursor}");
        (first.TaskId, first.ConfigId, first.Owner, first.Reason, first.Attempts).ShouldBe((task.Task.Value, "config", task.Owner, Buried.Reason, 3));
        first.Id.Partition.ShouldBe(task.Task.Partition);
        DeadLetterId.TryParse(first.Id.ToString(), out var parsed).ShouldBeTrue();
        parsed.ShouldBe(first.Id);
    }

    [Fact]
    public async Task Pages_over_all_partitions_are_in_order_of_time_and_complete_while_letters_come()
    {
        await using var storage = await store.OpenAsync();
        var owner = $"owner-{Guid.NewGuid():N}";
        List<DeadLetterId> known = [];
        for (var i = 0; i < 12; i++)
        {
            var task = await Buried.StartAsync(storage, 2, owner);
            await task.BuryAllAsync();
        }

        var all = (await storage.Records.DeadLettersAsync(owner, null, null, 1000, Token)).Letters;
        all.Count.ShouldBe(24);
        all.Select(letter => letter.Id.Partition).Distinct().Count().ShouldBeGreaterThan(1);
        all.Select(letter => letter.BuriedAt).ShouldBeInOrder();

        DeadLetterId? after = null;
        do
        {
            var page = await storage.Records.DeadLettersAsync(owner, null, after, 5, Token);
            page.Letters.Count.ShouldBeLessThanOrEqualTo(5);
            known.AddRange(page.Letters.Select(letter => letter.Id));
            after = page.Next;
            if (known.Count == 5)
            {
                await (await Buried.StartAsync(storage, 1, owner)).BuryAllAsync();
            }
        }
        while (after is not null);

        known.Count.ShouldBe(25);
        known.Take(24).ShouldBe(all.Select(letter => letter.Id));
    }

    [Fact]
    public async Task Those_since_a_time_are_listed_from_that_millisecond_on()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 3);
        var letters = await task.BuryAllAsync();
        var last = letters[^1];

        var since = await task.Records.DeadLettersAsync(task.Owner, last.BuriedAt, null, 10, Token);
        var later = await task.Records.DeadLettersAsync(task.Owner, last.BuriedAt.AddTicks(1), null, 10, Token);

        since.Letters.Select(letter => letter.Id).ShouldBe(letters.Where(letter => letter.BuriedAt >= last.BuriedAt).Select(letter => letter.Id));
        later.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_belongs_to_another_is_as_good_as_none()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 1);
        var letter = (await task.BuryAllAsync()).Single();
        var absent = new DeadLetterId(letter.Id.Partition, "1-1");

        (await task.Records.DeadLettersAsync("another", null, null, 10, Token)).Letters.ShouldBeEmpty();
        foreach (var id in new[] { letter.Id, absent, new DeadLetterId(99, "1-1") })
        {
            (await task.Records.ReplayAsync("another", id, Token)).ShouldBe(ReplayOutcome.NotFound);
            (await task.Records.PurgeAsync("another", id, Token)).ShouldBeFalse();
        }

        (await task.Records.ReplayAllAsync("another", null, Token)).ShouldBe(new ReplayCount(0, 0));
        (await task.Records.PurgeAllAsync("another", null, Token)).ShouldBe(0);
        (await task.ListAsync()).ShouldHaveSingleItem().ShouldBe(letter);
    }

    [Fact]
    public async Task One_is_purged_for_ever()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var letters = await task.BuryAllAsync();

        (await task.Records.PurgeAsync(task.Owner, letters[0].Id, Token)).ShouldBeTrue();
        (await task.Records.PurgeAsync(task.Owner, letters[0].Id, Token)).ShouldBeFalse();

        (await task.ListAsync()).ShouldHaveSingleItem().ShouldBe(letters[1]);
        (await task.ReplayAsync(letters[0])).ShouldBe(ReplayOutcome.NotFound);
    }

    [Fact]
    public async Task Those_before_a_time_are_purged_and_no_others()
    {
        await using var storage = await store.OpenAsync();
        var owner = $"owner-{Guid.NewGuid():N}";
        var old = await Buried.StartAsync(storage, 3, owner);
        await old.BuryAllAsync();
        await Eventually.TrueAsync(async () => await storage.NowAsync() > (await old.ListAsync())[^1].BuriedAt.AddMilliseconds(1));
        var fresh = await Buried.StartAsync(storage, 2, owner);
        var kept = (await fresh.BuryAllAsync()).Where(letter => letter.TaskId == fresh.Task.Value).ToList();

        (await fresh.Records.PurgeAllAsync(owner, kept[0].BuriedAt, Token)).ShouldBe(3);
        (await fresh.ListAsync()).ShouldBe(kept);
        (await fresh.Records.PurgeAllAsync(owner, before: null, Token)).ShouldBe(2);
        (await fresh.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_operator_sees_replays_and_purges_everybodys()
    {
        await using var server = await store.StartNewAsync(); // here all letters count
        await using var storage = await server.OpenAsync();
        var (one, other) = (await Buried.StartAsync(storage, 1), await Buried.StartAsync(storage, 2));
        var letters = (await one.BuryAllAsync()).Concat(await other.BuryAllAsync()).ToList();

        (await storage.Records.DeadLettersAsync(null, null, null, 10, Token)).Letters.ShouldBe(letters, ignoreOrder: true);
        (await storage.Records.ReplayAsync(null, letters[0].Id, Token)).ShouldBe(ReplayOutcome.Due);
        (await storage.Records.PurgeAsync(null, letters[1].Id, Token)).ShouldBeTrue();
        (await storage.Records.ReplayAllAsync(null, null, Token)).ShouldBe(new ReplayCount(1, 0));
        (await storage.Records.PurgeAllAsync(null, null, Token)).ShouldBe(0, "none is left");
    }

    [Fact]
    public async Task Those_buried_since_a_time_are_replayed_and_no_others()
    {
        await using var storage = await store.OpenAsync();
        var owner = $"owner-{Guid.NewGuid():N}";
        var old = await Buried.StartAsync(storage, 2, owner);
        var left = await old.BuryAllAsync();
        await Eventually.TrueAsync(async () => await storage.NowAsync() > left[^1].BuriedAt.AddMilliseconds(1));
        var fresh = await Buried.StartAsync(storage, 3, owner);
        var replayed = (await fresh.BuryAllAsync()).Where(letter => letter.TaskId == fresh.Task.Value).ToList();

        (await storage.Records.ReplayAllAsync(owner, replayed[0].BuriedAt, Token)).ShouldBe(new ReplayCount(3, 0));

        (await fresh.ListAsync()).ShouldBe(left);
        (await old.StatusAsync()).DueAt.ShouldBeNull();
        (await fresh.StatusAsync()).DueAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_page_names_where_the_next_one_begins_when_there_is_one()
    {
        await using var storage = await store.OpenAsync();
        var task = await Buried.StartAsync(storage, 2);
        var letters = await task.BuryAllAsync();

        var first = await storage.Records.DeadLettersAsync(task.Owner, null, null, 1, Token);
        var second = await storage.Records.DeadLettersAsync(task.Owner, null, first.Next, 1, Token);

        first.Letters.ShouldHaveSingleItem().ShouldBe(letters[0]);
        first.Next.ShouldBe(letters[0].Id);
        second.Letters.ShouldHaveSingleItem().ShouldBe(letters[1]);
        second.Next.ShouldBeNull();
    }
}
