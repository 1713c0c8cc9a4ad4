using A2A.Protocol;
using A2A.Server.Tasks;
using static A2A.Server.Tests.Store.Turns;

namespace A2A.Server.Tests.Store;

public abstract class ContinueLeaseContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_turn_begins_with_nothing_of_the_turn_before()
    {
        await using var storage = await store.OpenAsync();
        var first = await storage.TakenAsync();
        await storage.Tasks.SaveStepAsync(first.Lease, "step", "1", Token);
        await storage.Tasks.AppendAsync(first, Change.Status(first, 1, TaskState.InputRequired, "Which one?"), Token);

        await storage.Tasks.ContinueAsync(Answer(first.Task, "The first"), Token);

        var second = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(first.Task.Id), Token)).ShouldNotBeNull();
        (first.Turn, second.Turn).ShouldBe((1, 2));
        second.Sequence.ShouldBe(0);
        second.Attempt.ShouldBe(1);
        second.Steps.ShouldBeEmpty();
        second.Task.TraceParent.ShouldBe("00-11111111111111111111111111111111-2222222222222222-01");
        (await storage.Tasks.SaveStepAsync(second.Lease, "step", "2", Token)).ShouldBe(LeaseOutcome.Held);
    }

    [Fact]
    public async Task The_holder_of_the_turn_before_changes_nothing_any_more()
    {
        await using var storage = await store.OpenAsync();
        var late = await AskedAsync(storage);
        await storage.Tasks.ContinueAsync(Answer(late.Task, "The first"), Token);

        foreach (var sequence in (long[])[1, 2])
        {
            (await storage.Tasks.AppendAsync(late, Change.Status(late, sequence, TaskState.Completed), Token)).ShouldBeOfType<AppendOutcome.NotOwner>();
        }

        (await storage.Tasks.SaveStepAsync(late.Lease, "step", "1", Token)).ShouldBe(LeaseOutcome.NotOwner);
        (await storage.Work.RenewAsync(late.Lease, Token)).ShouldBe(LeaseOutcome.NotOwner);
        await storage.Work.ReleaseAsync(late.Lease, Token);
        (await storage.Tasks.FindAsync(late.Task.Owner, late.Task.Id, Token))!.State.ShouldBe(TaskState.Working);
    }

    [Fact]
    public async Task A_turn_that_begins_under_a_lease_knows_that_the_end_was_asked_for()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.Requested);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);

        var continued = await storage.Tasks.ContinueAsync(Answer(run.Task, "The first") with { Lease = StoreReplica.LeaseOn(run.Task.Id) }, Token);

        continued.ShouldBeOfType<ContinueOutcome.Continued>().Run.ShouldNotBeNull().CancelRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_asked_its_caller_is_over()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        var asked = await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);

        (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token)).ShouldBe(asked, "its answer might have been lost");
        (await storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.NotOwner>();
        (await storage.Tasks.SaveStepAsync(run.Lease, "late", "1", Token)).ShouldBe(LeaseOutcome.NotOwner);
        (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_given_with_the_answer_is_confirmed_and_keeps_others_out()
    {
        await using var storage = await store.OpenAsync();
        var run = await AskedAsync(storage);
        var lease = StoreReplica.LeaseOn(run.Task.Id);

        await storage.Tasks.ContinueAsync(Answer(run.Task, "The first") with { Lease = lease }, Token);

        (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldBeNull();
        var taken = (await storage.Work.TakeAsync(lease, Token)).ShouldNotBeNull();
        (taken.Turn, taken.Attempt).ShouldBe((2, 1));
    }
}
