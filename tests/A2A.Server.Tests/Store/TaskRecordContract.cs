using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>What operators see of all tasks. Each test has a store of its own, because it counts what there is.</summary>
public abstract class TaskRecordContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tasks_of_all_owners_and_agents_are_listed_by_state_newest_first()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var submitted = StoreReplica.NewTask() with { Agent = "other" };
        await storage.Tasks.CreateAsync(submitted, Token);
        var completed = await storage.TakenAsync();
        var working = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(working, Change.Status(working, 1, TaskState.Working, "half"), Token);
        await storage.Tasks.AppendAsync(completed, Change.Status(completed, 1, TaskState.Working), Token);
        await storage.Tasks.AppendAsync(completed, Change.Status(completed, 2, TaskState.Completed), Token);

        var all = await AllAsync(storage, state: null, most: 2);

        all.Select(task => (task.Id, task.Owner, task.State)).ShouldBe(
            [
                (completed.Task.Id, completed.Task.Owner, TaskState.Completed),
                (working.Task.Id, working.Task.Owner, TaskState.Working),
                (submitted.Id, submitted.Owner, TaskState.Submitted),
            ]);
        all[1].Task.Status.Message.ShouldNotBeNull().Text.ShouldBe("half");
        all[1].TraceParent.ShouldNotBeNull();
        (await AllAsync(storage, TaskState.Working, most: 10)).ShouldHaveSingleItem().Id.ShouldBe(working.Task.Id);
        (await AllAsync(storage, TaskState.Failed, most: 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_task_is_listed_once_whatever_the_size_of_a_page()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        for (var i = 0; i < 25; i++)
        {
            await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token);
        }

        foreach (var most in (int[])[1, 4, 25])
        {
            (await AllAsync(storage, TaskState.Submitted, most)).Select(task => task.Id).Distinct().Count().ShouldBe(25);
        }
    }

    [Fact]
    public async Task Tasks_are_counted_by_state_in_whatever_way_they_came_there()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync(new() { Retention = TimeSpan.FromMilliseconds(1) });
        var asked = await Turns.AskedAsync(storage);
        await storage.Tasks.ContinueAsync(Turns.Answer(asked.Task, "The first"), Token);
        await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token);
        var canceled = StoreReplica.NewTask();
        await storage.Tasks.CreateAsync(canceled, Token);
        await storage.Tasks.RequestCancelAsync((await storage.Tasks.FindAsync(canceled.Owner, canceled.Id, Token)).ShouldNotBeNull(), Token);

        var before = (await storage.TaskRecords.SurveyAsync(Token)).States;
        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => (await storage.TaskRecords.SurveyAsync(Token)).States[TaskState.Canceled] == 0);
        await storage.Retention.StopAsync(Token);

        before.Where(state => state.Value > 0).ShouldBe([new(TaskState.Submitted, 1), new(TaskState.Working, 1), new(TaskState.Canceled, 1)], ignoreOrder: true);
        before.Count.ShouldBe(8, "every state is there");
        (await AllAsync(storage, state: null, most: 10)).Count.ShouldBe(2, "a task that is kept no longer is in no index");
    }

    [Fact]
    public async Task What_is_due_is_counted_with_its_age_and_what_is_held_or_waits_apart()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        (await storage.TaskRecords.SurveyAsync(Token)).ShouldSatisfyAllConditions(
            survey => survey.Work.ShouldBe(new QueueDepth(0, 0, null)),
            survey => survey.Deliveries.ShouldBe(new QueueDepth(0, 0, null)),
            survey => survey.DeadLetters.ShouldBe(0));
        await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token);
        var held = await Buried.StartAsync(storage, 2);

        TaskSurvey? survey = null;
        await Eventually.TrueAsync(async () => (survey = await storage.TaskRecords.SurveyAsync(Token)).Work.Oldest >= TimeSpan.FromMilliseconds(20));
        await held.TakeAsync();
        var taken = (await storage.TaskRecords.SurveyAsync(Token)).Deliveries;

        (survey!.Work.Due, survey.Work.Later).ShouldBe((1, 1));
        (survey.Deliveries.Due, survey.Deliveries.Later).ShouldBe((1, 0));
        survey.Deliveries.Oldest.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        taken.ShouldBe(new QueueDepth(0, 1, null));
    }

    [Fact]
    public async Task Dead_letters_are_counted()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        await (await Buried.StartAsync(storage, 3)).BuryAllAsync();

        (await storage.TaskRecords.SurveyAsync(Token)).DeadLetters.ShouldBe(3);
    }

    [Fact]
    public async Task A_task_is_found_with_its_newest_events_and_how_its_run_stands()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working, "one"), Token);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Working, "two"), Token);

        var record = (await storage.TaskRecords.FindAsync(null, run.Task.Id, 2, Token)).ShouldNotBeNull();

        record.Events.Select(change => (change.Sequence, change.Content.StatusUpdate?.Status.Message?.Text)).ShouldBe([(2, "one"), (3, "two")]);
        (record.Task.Owner, record.Task.State, record.Task.Version).ShouldBe((run.Task.Owner, TaskState.Working, 3));
        (record.Turn, record.Attempt, record.IsHeld, record.CancelRequested).ShouldBe((1, 1, true, false));
        record.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(await storage.NowAsync());
        record.CreatedAt.ShouldBeInRange((await storage.NowAsync()).AddMinutes(-1), await storage.NowAsync());
        await storage.Tasks.RequestCancelAsync(record.Task, Token);
        (await storage.TaskRecords.FindAsync(null, run.Task.Id, 2, Token)).ShouldNotBeNull().CancelRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_task_that_no_replica_holds_is_due_or_waits_for_no_worker()
    {
        await using var storage = await store.OpenAsync();
        var created = StoreReplica.NewTask();
        await storage.Tasks.CreateAsync(created, Token);
        var asked = await Turns.AskedAsync(storage);

        var due = (await storage.TaskRecords.FindAsync(null, created.Id, 10, Token)).ShouldNotBeNull();
        var waits = (await storage.TaskRecords.FindAsync(null, asked.Task.Id, 10, Token)).ShouldNotBeNull();

        (due.IsHeld, due.Attempt, due.DueAt is null).ShouldBe((false, 0, false));
        (waits.IsHeld, waits.DueAt).ShouldBe((false, null));
    }

    [Fact]
    public async Task A_task_is_found_by_its_owner_and_by_no_other()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask();
        await storage.Tasks.CreateAsync(task, Token);

        (await storage.TaskRecords.FindAsync(task.Owner, task.Id, 10, Token)).ShouldNotBeNull();
        (await storage.TaskRecords.FindAsync("another", task.Id, 10, Token)).ShouldBeNull();
        (await storage.TaskRecords.FindAsync(null, StoreReplica.NewTask().Id, 10, Token)).ShouldBeNull();
    }

    private static async Task<List<TaskSnapshot>> AllAsync(StoreReplica storage, TaskState? state, int most)
    {
        List<TaskSnapshot> seen = [];
        PagePlace? after = null;
        do
        {
            var page = await storage.TaskRecords.ListAsync(state, after, most, Token);
            page.Tasks.Count.ShouldBeLessThanOrEqualTo(most);
            seen.AddRange(page.Tasks);
            // As operators hand it on.
            after = page.Next is { } next && PagePlace.TryParse(next.ToString(), out var place) ? place : null;
        }
        while (after is not null);
        return seen;
    }
}
