using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;
using static A2A.Server.Tests.Store.Turns;

namespace A2A.Server.Tests.Store;

public abstract class ContinueContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TaskState.InputRequired, "Which one?")]
    [InlineData(TaskState.AuthRequired, null)]
    public async Task The_task_that_goes_on_is_the_fold_of_its_events(TaskState waits, string? question)
    {
        await using var storage = await store.OpenAsync();
        var run = await AskedAsync(storage, waits, question);

        var continued = (await storage.Tasks.ContinueAsync(Answer(run.Task, "The first"), Token)).ShouldBeOfType<ContinueOutcome.Continued>();

        var events = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token);
        var folded = events.Aggregate((AgentTask?)null, (task, change) => TaskProjection.Apply(task, change.Content));
        var found = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        Json(folded).ShouldBe(Json(found.Task));
        Json(continued.Task.Task).ShouldBe(Json(found.Task));
        continued.Task.Cursor.ShouldBe(events[^1].Cursor);
        found.Version.ShouldBe(events.Count);
        found.State.ShouldBe(TaskState.Working);
        found.Task.Status.Message.ShouldBeNull();
        found.Task.History!.Select(message => message.Text).ShouldBe(question is null ? ["Do it", "The first"] : ["Do it", question, "The first"]);
        events[^1].Content.StatusUpdate!.Status.Message.ShouldNotBeNull().Role.ShouldBe(Role.User);
        events[^1].Content.StatusUpdate!.Status.Timestamp.ShouldBe(found.Task.Status.Timestamp);
    }

    [Fact]
    public async Task Only_a_task_that_waits_goes_on()
    {
        await using var storage = await store.OpenAsync();
        var created = (await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token)).ShouldBeOfType<CreateOutcome.Created>();
        var run = await storage.TakenAsync();

        (await storage.Tasks.ContinueAsync(Answer(created.Task, "more"), Token)).ShouldBe(new ContinueOutcome.NotWaiting(TaskState.Submitted));
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        (await storage.Tasks.ContinueAsync(Answer(run.Task, "more"), Token)).ShouldBe(new ContinueOutcome.NotWaiting(TaskState.Working));
    }

    [Fact]
    public async Task A_task_of_another_owner_agent_or_conversation_stays_as_it_is()
    {
        await using var storage = await store.OpenAsync();
        var run = await AskedAsync(storage);

        (await storage.Tasks.ContinueAsync(Answer(run.Task with { Owner = "you" }, "x"), Token)).ShouldBeOfType<ContinueOutcome.NotFound>();
        (await storage.Tasks.ContinueAsync(Answer(run.Task with { Agent = "other" }, "x"), Token)).ShouldBeOfType<ContinueOutcome.NotFound>();
        (await storage.Tasks.ContinueAsync(Answer(run.Task with { Task = run.Task.Task with { ContextId = "other" } }, "x"), Token))
            .ShouldBeOfType<ContinueOutcome.OtherContext>();
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_task_holds_so_many_messages_and_no_more()
    {
        await using var storage = await store.OpenAsync(new() { MaxMessages = 3 });
        var run = await AskedAsync(storage); // "Do it" and "Which one?"

        (await storage.Tasks.ContinueAsync(Answer(run.Task, "The first"), Token)).ShouldBeOfType<ContinueOutcome.Continued>();
        var second = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.InputRequired), Token);

        (await storage.Tasks.ContinueAsync(Answer(run.Task, "And the second"), Token)).ShouldBeOfType<ContinueOutcome.TooManyMessages>();
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.State.ShouldBe(TaskState.InputRequired);
    }

    [Fact]
    public async Task Who_is_told_of_the_task_is_told_of_the_answer_too()
    {
        await using var storage = await store.OpenAsync();
        var run = await AskedAsync(storage, push: PushSamples.Config("https://example.com/", "old"));
        await DeliveredAsync(storage, run.Task.Id, "old");

        var continued = await storage.Tasks.ContinueAsync(Answer(run.Task, "The first") with { Push = PushSamples.Config("https://example.com/", "new") }, Token);

        foreach (var config in (string[])["old", "new"])
        {
            var due = (await storage.Deliveries.TakeAsync(new Subscription(run.Task.Id, config), "token", Token)).ShouldNotBeNull();
            var next = await storage.Events.ReadAsync(run.Task.Id, due.Cursor, 10, Token);
            next.ShouldHaveSingleItem().Cursor.ShouldBe(continued.ShouldBeOfType<ContinueOutcome.Continued>().Task.Cursor);
        }
    }

    [Fact]
    public async Task A_message_whose_config_is_one_too_many_changes_nothing()
    {
        await using var storage = await store.OpenAsync(); // two configs a task
        var run = await AskedAsync(storage, push: PushSamples.Config("https://example.com/", "a"));
        var answer = Answer(run.Task, "The first");
        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/", "b"), 2, Token);

        (await storage.Tasks.ContinueAsync(answer with { Push = PushSamples.Config("https://example.com/", "c") }, Token)).ShouldBe(new ContinueOutcome.TooManyConfigs(2));
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.Version.ShouldBe(2);
        (await storage.Tasks.ContinueAsync(answer with { Push = PushSamples.Config("https://example.com/", "b") }, Token)).ShouldBeOfType<ContinueOutcome.Continued>();
    }

    private static async Task DeliveredAsync(StoreReplica storage, TaskId task, string config)
    {
        var run = (await storage.Deliveries.TakeAsync(new Subscription(task, config), "first", Token)).ShouldNotBeNull();
        await storage.Deliveries.SettleAsync(run, new Settlement.Advance(run.LastEvent), Token);
    }
}
