using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

public abstract class TaskStoreContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_is_canceled_before_it_begins_writes_nothing()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask();

        await Should.ThrowAsync<OperationCanceledException>(storage.Tasks.CreateAsync(task, new CancellationToken(canceled: true)));

        (await storage.Tasks.FindAsync(task.Owner, task.Id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_created_task_is_found_with_its_first_event()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask();

        var created = (await storage.Tasks.CreateAsync(task, Token)).ShouldBeOfType<CreateOutcome.Created>();

        var found = (await storage.Tasks.FindAsync(task.Owner, task.Id, Token)).ShouldNotBeNull();
        found.State.ShouldBe(TaskState.Submitted);
        found.Task.ContextId.ShouldBe(task.ContextId);
        found.Task.History.ShouldHaveSingleItem().MessageId.ShouldBe(task.Message.MessageId);
        found.Cursor.ShouldBe(created.Task.Cursor);
        found.Task.Status.Timestamp.ShouldBe(created.Task.Task.Status.Timestamp);
        var first = (await storage.Events.ReadAsync(task.Id, EventCursor.Start, 10, Token)).ShouldHaveSingleItem();
        first.Sequence.ShouldBe(1);
        first.Content.Task.ShouldNotBeNull().Status.Timestamp.ShouldBe(found.Task.Status.Timestamp);
        first.TraceParent.ShouldBe(task.TraceParent);
    }

    [Fact]
    public async Task One_message_sent_a_hundred_times_at_once_makes_one_task()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        var owner = $"owner-{Guid.NewGuid():N}";

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100)
            .Select(i => (i % 2 == 0 ? storage : other).Tasks.CreateAsync(StoreReplica.NewTask(owner, "same"), Token)));

        var created = outcomes.OfType<CreateOutcome.Created>().ShouldHaveSingleItem();
        outcomes.OfType<CreateOutcome.Existing>().ShouldAllBe(existing => existing.Id == created.Task.Id);
    }

    [Fact]
    public async Task A_task_of_another_owner_is_not_found()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask();
        var created = (await storage.Tasks.CreateAsync(task, Token)).ShouldBeOfType<CreateOutcome.Created>();

        (await storage.Tasks.FindAsync("somebody-else", task.Id, Token)).ShouldBeNull();
        (await storage.Tasks.RequestCancelAsync(created.Task with { Owner = "somebody-else" }, Token)).ShouldBe(CancelOutcome.NotFound);
    }

    [Fact]
    public async Task The_task_is_the_fold_of_its_events()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working, "begins"), Token);
        await storage.Tasks.AppendAsync(run, Change.Artifact(run, 2, new Artifact { ArtifactId = "a", Parts = [Part.Of("one")] }), Token);
        await storage.Tasks.AppendAsync(run, Change.Artifact(run, 3, new Artifact { ArtifactId = "b", Parts = [Part.Of("two")] }), Token);
        await storage.Tasks.AppendAsync(run, Change.Artifact(run, 4, new Artifact { ArtifactId = "a", Parts = [Part.Of("three")] }), Token);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 5, TaskState.Completed, "done"), Token);

        var events = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token);
        var folded = events.Aggregate((AgentTask?)null, (task, change) => TaskProjection.Apply(task, change.Content));

        var found = await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token);
        JsonSerializer.Serialize(folded, A2AJson.Default.AgentTask).ShouldBe(JsonSerializer.Serialize(found!.Task, A2AJson.Default.AgentTask));
        events.Select(change => change.Sequence).ShouldBe([1, 2, 3, 4, 5, 6]);
        found.Version.ShouldBe(6);
        found.Cursor.ShouldBe(events[^1].Cursor);
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_is_written_once()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();

        var first = await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        var again = await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);

        again.ShouldBe(first);
        (await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 10, Token)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_terminal_append_whose_answer_was_lost_gives_the_first_answer()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();

        var first = await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);
        var again = await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);

        again.ShouldBe(first);
    }

    [Fact]
    public async Task Append_after_terminal_is_refused()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Canceled), Token);

        var late = await storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Completed), Token);

        late.ShouldBeOfType<AppendOutcome.AlreadyTerminal>();
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.State.ShouldBe(TaskState.Canceled);
    }

    [Fact]
    public async Task A_holder_whose_lease_went_to_another_changes_nothing()
    {
        await using var storage = await store.OpenAsync(new() { Lease = TimeSpan.FromMilliseconds(1) });
        var late = await storage.TakenAsync();
        var now = await Eventually.NotNullAsync(() => storage.Work.TakeAsync(StoreReplica.LeaseOn(late.Task.Id), Token));

        (await storage.Tasks.AppendAsync(late, Change.Status(late, 1, TaskState.Completed), Token)).ShouldBeOfType<AppendOutcome.NotOwner>();
        (await storage.Tasks.SaveStepAsync(late.Lease, "step", "1", Token)).ShouldBe(LeaseOutcome.NotOwner);
        (await storage.Work.RenewAsync(late.Lease, Token)).ShouldBe(LeaseOutcome.NotOwner);
        (await storage.Tasks.AppendAsync(now, Change.Status(now, 1, TaskState.Completed), Token)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task Text_that_no_json_writer_expects_comes_back_as_it_went_in()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        const string text = "✅ \"quoted\" \\ \u0001 \n 💾 <script> 0001-01-01T00:00:00.000Z";

        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working, text), Token);

        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.Task.Status.Message!.Text.ShouldBe(text);
    }
}
