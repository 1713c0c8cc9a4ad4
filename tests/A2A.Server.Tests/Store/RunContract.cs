using A2A.Protocol;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>What a run is given when it begins, and what it hears of what it wrote.</summary>
public abstract class RunContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_that_is_created_under_a_lease_gives_its_first_run(bool hasWebhook)
    {
        await using var storage = await store.OpenAsync();
        var push = hasWebhook ? PushSamples.Config("https://example.com/") : null;
        var task = StoreReplica.NewTask(lease: StoreReplica.LeaseOn(default), push: push);

        var created = (await storage.Tasks.CreateAsync(task, Token)).ShouldBeOfType<CreateOutcome.Created>();

        var run = created.Run.ShouldNotBeNull();
        run.Lease.ShouldBe(task.Lease);
        run.Task.ShouldBe(created.Task);
        (run.Turn, run.Attempt, run.Sequence, run.HasWebhook, run.CancelRequested).ShouldBe((1, 1, 0, hasWebhook, false));
        run.Steps.ShouldBeEmpty();
        (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task A_task_that_is_created_without_a_lease_gives_no_run()
    {
        await using var storage = await store.OpenAsync();

        (await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token)).ShouldBeOfType<CreateOutcome.Created>().Run.ShouldBeNull();
    }

    [Fact]
    public async Task An_append_gives_its_place_in_the_log_and_the_time_of_its_status()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();

        var status = await AppendedAsync(storage, run, Change.Status(run, 1, TaskState.Working));
        var result = new Artifact { ArtifactId = "a", Parts = [Part.Of("one")] };
        var artifact = await AppendedAsync(storage, run, Change.Artifact(run, 2, result));

        var events = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 10, Token);
        (status.Cursor, status.Version).ShouldBe((events[1].Cursor, 2));
        (artifact.Cursor, artifact.Version).ShouldBe((events[2].Cursor, 3));
        var found = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        status.Time.ShouldBe(found.Task.Status.Timestamp.ShouldNotBeNull());
    }

    [Fact]
    public async Task Each_event_has_its_time_by_the_stores_clock_and_a_cursor_after_those_before_it()
    {
        await using var storage = await store.OpenAsync();
        var before = WholeMilliseconds(await storage.NowAsync());
        var run = await storage.TakenAsync();
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            await storage.Tasks.AppendAsync(run, Change.Status(run, sequence, TaskState.Working), Token);
        }

        var after = await storage.NowAsync();
        var events = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 10, Token);

        events[0].Cursor.IsAfter(EventCursor.Start).ShouldBeTrue();
        foreach (var (one, next) in events.Zip(events.Skip(1)))
        {
            next.Cursor.IsAfter(one.Cursor).ShouldBeTrue();
            next.Time.ShouldBeGreaterThanOrEqualTo(one.Time);
        }

        events[0].Time.ShouldBeGreaterThanOrEqualTo(before);
        events[^1].Time.ShouldBeLessThanOrEqualTo(after);
        var found = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        found.Task.Status.Timestamp.ShouldNotBeNull().ShouldBeInRange(before, after);
    }

    [Fact]
    public async Task The_result_of_a_step_is_kept_for_the_next_run_however_often_it_is_said()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        for (var said = 1; said <= 2; said++)
        {
            (await storage.Tasks.SaveStepAsync(run.Lease, "step", "42", Token)).ShouldBe(LeaseOutcome.Held);
        }

        await storage.Work.ReleaseAsync(run.Lease, Token);

        var next = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        next.Steps.ShouldBe(new Dictionary<string, string> { ["step"] = "42" });
    }

    private static async Task<AppendOutcome.Appended> AppendedAsync(StoreReplica storage, TaskRun run, TaskAppend append) =>
        (await storage.Tasks.AppendAsync(run, append, Token)).ShouldBeOfType<AppendOutcome.Appended>();

    // A store may keep no more of a time than this.
    private static DateTimeOffset WholeMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
