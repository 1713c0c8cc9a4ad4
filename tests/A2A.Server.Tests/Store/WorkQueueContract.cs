using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

public abstract class WorkQueueContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submitted_task_is_due_and_goes_to_one_taker_only()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask();
        await storage.Tasks.CreateAsync(task, Token);
        (await storage.Work.DueAsync(10_000, Token)).ShouldContain(task.Id);

        var takers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => storage.Work.TakeAsync(StoreReplica.LeaseOn(task.Id), Token)));

        takers.Count(run => run is not null).ShouldBe(1);
        (await storage.Work.DueAsync(10_000, Token)).ShouldNotContain(task.Id);
    }

    [Fact]
    public async Task A_task_created_under_a_lease_is_confirmed_as_the_first_attempt()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask(lease: StoreReplica.LeaseOn(default));
        await storage.Tasks.CreateAsync(task, Token);

        (await storage.Work.TakeAsync(StoreReplica.LeaseOn(task.Id), Token)).ShouldBeNull();
        var run = (await storage.Work.TakeAsync(task.Lease!, Token)).ShouldNotBeNull();

        run.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_lease_that_runs_out_goes_on_where_its_holder_stopped()
    {
        await using var storage = await store.OpenAsync(new() { Lease = TimeSpan.FromMilliseconds(50) });
        var first = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(first, Change.Status(first, 1, TaskState.Working, "one"), Token);
        await storage.Tasks.SaveStepAsync(first.Lease, "step", "42", Token);
        await storage.Tasks.AppendAsync(first, Change.Status(first, 2, TaskState.Working, "two"), Token);

        var second = await Eventually.NotNullAsync(() => storage.Work.TakeAsync(StoreReplica.LeaseOn(first.Task.Id), Token));

        second.Attempt.ShouldBe(2);
        second.Sequence.ShouldBe(2);
        second.Steps.ShouldBe(new Dictionary<string, string> { ["step"] = "42" });
    }

    [Fact]
    public async Task A_task_given_back_is_due_at_once_and_counts_no_attempt()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();

        await storage.Work.ReleaseAsync(run.Lease, Token);

        var next = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        next.Attempt.ShouldBe(1);
        (await storage.Work.RenewAsync(run.Lease, Token)).ShouldBe(LeaseOutcome.NotOwner);
    }

    [Fact]
    public async Task A_lease_given_back_late_takes_nothing_from_the_next_holder()
    {
        await using var storage = await store.OpenAsync(new() { Lease = TimeSpan.FromMilliseconds(1) });
        var late = await storage.TakenAsync();
        var next = await Eventually.NotNullAsync(() => storage.Work.TakeAsync(StoreReplica.LeaseOn(late.Task.Id), Token));

        await storage.Work.ReleaseAsync(late.Lease, Token);

        (await storage.Tasks.AppendAsync(next, Change.Status(next, 1, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task The_holder_hears_of_a_cancellation_at_its_renewal()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        (await storage.Work.RenewAsync(run.Lease, Token)).ShouldBe(LeaseOutcome.Held);

        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.Requested);

        (await storage.Work.RenewAsync(run.Lease, Token)).ShouldBe(LeaseOutcome.CancelRequested);
    }

    [Fact]
    public async Task A_task_that_ended_is_due_no_more_and_cannot_be_canceled()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);

        (await storage.Work.DueAsync(10_000, Token)).ShouldNotContain(run.Task.Id);
        (await storage.Work.RenewAsync(run.Lease, Token)).ShouldBe(LeaseOutcome.NotOwner);
        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.AlreadyTerminal);
    }

    [Fact]
    public async Task Looking_for_what_is_due_claims_nothing_and_gives_no_more_than_asked_for()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var tasks = Enumerable.Range(0, 5).Select(_ => StoreReplica.NewTask()).ToList();
        await Task.WhenAll(tasks.Select(task => storage.Tasks.CreateAsync(task, Token)));

        (await storage.Work.DueAsync(3, Token)).Count.ShouldBe(3);

        (await storage.Work.DueAsync(100, Token)).ShouldBe(tasks.Select(task => task.Id), ignoreOrder: true);
        (await storage.Work.TakeAsync(StoreReplica.LeaseOn(tasks[0].Id), Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_that_is_held_is_confirmed_and_counts_no_attempt()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();

        var again = (await storage.Work.TakeAsync(run.Lease, Token)).ShouldNotBeNull("the first answer might have been lost");

        (again.Lease, again.Attempt, again.Turn).ShouldBe((run.Lease, run.Attempt, run.Turn));
    }

    [Fact]
    public async Task A_renewed_lease_lasts_a_whole_duration_from_then_on()
    {
        var lease = TimeSpan.FromSeconds(3);
        await using var storage = await store.OpenAsync(new() { Lease = lease });
        var before = await storage.NowAsync();
        var run = await storage.TakenAsync();
        await Eventually.TrueAsync(async () => await storage.NowAsync() > before + (lease / 3));

        var renewed = await storage.NowAsync();
        (await storage.Work.RenewAsync(run.Lease, Token)).ShouldBe(LeaseOutcome.Held);

        await Eventually.NotNullAsync(() => storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token));
        (await storage.NowAsync()).ShouldBeGreaterThanOrEqualTo(renewed + lease);
    }

    [Fact]
    public async Task A_run_that_is_given_back_unbegun_rests_with_nothing_and_is_due_at_once()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();

        await storage.Work.GiveBackAsync(run);

        (await run.Rest.Task).ShouldBeNull();
        (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull().Attempt.ShouldBe(1);
    }
}
