using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

public abstract class CancelContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_waits_in_the_queue_ends_at_once()
    {
        await using var storage = await store.OpenAsync();
        var created = (await storage.Tasks.CreateAsync(StoreReplica.NewTask(push: PushSamples.Config("https://example.com/")), Token)).ShouldBeOfType<CreateOutcome.Created>();

        (await storage.Tasks.RequestCancelAsync(created.Task, Token)).ShouldBe(CancelOutcome.Ended);

        await EndedAsync(storage, created.Task);
        (await storage.Deliveries.TakeAsync(new Subscription(created.Task.Id, "config"), "token", Token)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(TaskState.InputRequired)]
    [InlineData(TaskState.AuthRequired)]
    public async Task A_task_that_waits_for_its_caller_ends_at_once(TaskState waits)
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, waits, "Which one?"), Token);

        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.Ended);

        await EndedAsync(storage, run.Task);
    }

    [Fact]
    public async Task A_question_that_is_repeated_after_the_end_is_too_late()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        var question = Change.Status(run, 1, TaskState.InputRequired, "Which one?");
        await storage.Tasks.AppendAsync(run, question, Token);
        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.Ended);

        (await storage.Tasks.AppendAsync(run, question, Token)).ShouldBeOfType<AppendOutcome.AlreadyTerminal>();
    }

    [Fact]
    public async Task A_task_whose_holder_is_gone_ends_at_once_and_the_holder_is_too_late()
    {
        await using var storage = await store.OpenAsync(new() { Lease = TimeSpan.FromMilliseconds(1) });
        var run = await storage.TakenAsync();

        await Eventually.TrueAsync(async () => await storage.Tasks.RequestCancelAsync(run.Task, Token) is CancelOutcome.Ended);

        await EndedAsync(storage, run.Task);
        (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token)).ShouldBeOfType<AppendOutcome.AlreadyTerminal>();
    }

    [Fact]
    public async Task Canceling_twice_writes_one_event()
    {
        await using var storage = await store.OpenAsync();
        var created = (await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token)).ShouldBeOfType<CreateOutcome.Created>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => storage.Tasks.RequestCancelAsync(created.Task, Token)));

        outcomes.Count(outcome => outcome == CancelOutcome.Ended).ShouldBe(1);
        outcomes.Count(outcome => outcome == CancelOutcome.AlreadyCanceled).ShouldBe(19);
        await EndedAsync(storage, created.Task);
    }

    [Fact]
    public async Task A_question_that_crosses_the_cancellation_does_not_save_the_task()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.Requested);

        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);

        var next = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        next.CancelRequested.ShouldBeTrue();
        (await storage.Tasks.AppendAsync(next, Change.Status(next, 2, TaskState.Canceled), Token)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task A_cancellation_and_an_answer_at_once_leave_one_of_two_whole_tasks()
    {
        await using var storage = await store.OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            var run = await storage.TakenAsync();
            await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);
            var message = new Message { MessageId = "answer", TaskId = run.Task.Id.Value, ContextId = run.Task.Task.ContextId, Role = Role.User, Parts = [Part.Of("The first")] };

            var answer = storage.Tasks.ContinueAsync(new Continuation { Task = run.Task, Message = message }, Token);
            var cancel = storage.Tasks.RequestCancelAsync(run.Task, Token);

            // No lease is held after the answer either: the task is canceled in any case, with or without the turn.
            (await cancel).ShouldBe(CancelOutcome.Ended);
            var expected = await answer is ContinueOutcome.Continued ? 4 : 3;
            (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.Version.ShouldBe(expected);
            await EndedAsync(storage, run.Task);
        }
    }

    private static async Task EndedAsync(StoreReplica storage, TaskSnapshot task)
    {
        var found = (await storage.Tasks.FindAsync(task.Owner, task.Id, Token)).ShouldNotBeNull();
        found.State.ShouldBe(TaskState.Canceled);
        found.Task.Status.Message!.Text.ShouldBe(StatusChange.CanceledText);
        var events = await storage.Events.ReadAsync(task.Id, EventCursor.Start, 100, Token);
        events.Count(change => change.IsLast).ShouldBe(1);
        var folded = events.Aggregate((AgentTask?)null, (fold, change) => TaskProjection.Apply(fold, change.Content));
        JsonSerializer.Serialize(folded, A2AJson.Default.AgentTask).ShouldBe(JsonSerializer.Serialize(found.Task, A2AJson.Default.AgentTask));
        (await storage.Work.TakeAsync(StoreReplica.LeaseOn(task.Id), Token)).ShouldBeNull();
        (await storage.Tasks.RequestCancelAsync(task, Token)).ShouldBe(CancelOutcome.AlreadyCanceled);
    }
}
