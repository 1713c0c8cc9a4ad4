using System.Text.Json;
using A2A.AgentApi.Push;
using A2A.AgentApi.Redis;
using A2A.AgentApi.Tasks;
using A2A.AgentApi.Tests.Push;
using A2A.Protocol;
using A2A.Protocol.Json;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Tests.Redis;

public sealed class ContinueTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TaskState.InputRequired, "Which one?")]
    [InlineData(TaskState.AuthRequired, null)]
    public async Task The_task_that_goes_on_is_the_fold_of_its_events(TaskState waits, string? question)
    {
        await using var storage = await Storage.OpenAsync(redis);
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
    public async Task The_next_turn_begins_with_nothing_of_the_turn_before()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var first = await storage.TakenAsync();
        await storage.Tasks.SaveStepAsync(first.Lease, "step", "1", Token);
        await storage.Tasks.AppendAsync(first, Change.Status(first, 1, TaskState.InputRequired, "Which one?"), Token);

        await storage.Tasks.ContinueAsync(Answer(first.Task, "The first"), Token);

        var second = (await storage.Work.TakeAsync(Storage.LeaseOn(first.Task.Id), Token)).ShouldNotBeNull();
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
        await using var storage = await Storage.OpenAsync(redis);
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
    public async Task A_run_that_asked_its_caller_is_over()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await storage.TakenAsync();
        var asked = await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);

        (await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token)).ShouldBe(asked, "its answer might have been lost");
        (await storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Working), Token)).ShouldBeOfType<AppendOutcome.NotOwner>();
        (await storage.Tasks.SaveStepAsync(run.Lease, "late", "1", Token)).ShouldBe(LeaseOutcome.NotOwner);
        (await storage.Work.TakeAsync(Storage.LeaseOn(run.Task.Id), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_many_answers_at_once_exactly_one_wins()
    {
        await using var storage = await Storage.OpenAsync(redis);
        await using var other = await Storage.OpenAsync(redis);
        var run = await AskedAsync(storage);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => (i % 2 == 0 ? storage : other).Tasks.ContinueAsync(Answer(run.Task, $"{i}"), Token)));

        outcomes.OfType<ContinueOutcome.Continued>().ShouldHaveSingleItem();
        outcomes.OfType<ContinueOutcome.NotWaiting>().Count(outcome => outcome.State == TaskState.Working).ShouldBe(49);
        (await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task One_answer_sent_many_times_at_once_is_one_turn()
    {
        await using var storage = await Storage.OpenAsync(redis);
        await using var other = await Storage.OpenAsync(redis);
        var run = await AskedAsync(storage);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => (i % 2 == 0 ? storage : other).Tasks.ContinueAsync(Answer(run.Task, "The first", "same"), Token)));

        outcomes.OfType<ContinueOutcome.Continued>().ShouldHaveSingleItem();
        outcomes.OfType<ContinueOutcome.Existing>().Count().ShouldBe(49);
        (await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 100, Token)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_answer_that_is_repeated_after_the_end_gives_the_ended_task()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await AskedAsync(storage);
        await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", "same"), Token);
        var second = (await storage.Work.TakeAsync(Storage.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.Completed, "Booked"), Token);

        var again = await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", "same"), Token);
        var other = await storage.Tasks.ContinueAsync(Answer(run.Task, "And the second", "other"), Token);

        again.ShouldBeOfType<ContinueOutcome.Existing>().Task.State.ShouldBe(TaskState.Completed);
        other.ShouldBe(new ContinueOutcome.NotWaiting(TaskState.Completed));
    }

    [Fact]
    public async Task The_id_of_the_message_that_made_the_task_is_no_repetition_when_it_answers_it()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await AskedAsync(storage);

        var outcome = await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", run.Task.Task.History![0].MessageId), Token);

        outcome.ShouldBeOfType<ContinueOutcome.Continued>();
    }

    [Fact]
    public async Task Only_a_task_that_waits_goes_on()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var created = (await storage.Tasks.CreateAsync(Storage.NewTask(), Token)).ShouldBeOfType<CreateOutcome.Created>();
        var run = await storage.TakenAsync();

        (await storage.Tasks.ContinueAsync(Answer(created.Task, "more"), Token)).ShouldBe(new ContinueOutcome.NotWaiting(TaskState.Submitted));
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        (await storage.Tasks.ContinueAsync(Answer(run.Task, "more"), Token)).ShouldBe(new ContinueOutcome.NotWaiting(TaskState.Working));
    }

    [Fact]
    public async Task A_task_of_another_owner_agent_or_conversation_stays_as_it_is()
    {
        await using var storage = await Storage.OpenAsync(redis);
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
        await using var storage = await Storage.OpenAsync(redis, maxMessages: 3);
        var run = await AskedAsync(storage); // "Do it" and "Which one?"

        (await storage.Tasks.ContinueAsync(Answer(run.Task, "The first"), Token)).ShouldBeOfType<ContinueOutcome.Continued>();
        var second = (await storage.Work.TakeAsync(Storage.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.InputRequired), Token);

        (await storage.Tasks.ContinueAsync(Answer(run.Task, "And the second"), Token)).ShouldBeOfType<ContinueOutcome.TooManyMessages>();
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.State.ShouldBe(TaskState.InputRequired);
    }

    [Fact]
    public async Task Who_is_told_of_the_task_is_told_of_the_answer_too()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await AskedAsync(storage, push: Webhooks.Config("https://example.com/", "old"));
        await DeliveredAsync(storage, run.Task.Id, "old");

        var continued = await storage.Tasks.ContinueAsync(Answer(run.Task, "The first") with { Push = Webhooks.Config("https://example.com/", "new") }, Token);

        foreach (var config in (string[])["old", "new"])
        {
            var due = (await Queue(storage).TakeAsync(new Subscription(run.Task.Id, config), "token", Token)).ShouldNotBeNull();
            var next = await storage.Events.ReadAsync(run.Task.Id, due.Cursor, 10, Token);
            next.ShouldHaveSingleItem().Cursor.ShouldBe(continued.ShouldBeOfType<ContinueOutcome.Continued>().Task.Cursor);
        }
    }

    [Fact]
    public async Task A_message_whose_config_is_one_too_many_changes_nothing()
    {
        await using var storage = await Storage.OpenAsync(redis); // two configs a task
        var run = await AskedAsync(storage, push: Webhooks.Config("https://example.com/", "a"));
        var answer = Answer(run.Task, "The first");
        await storage.Configs.PutAsync(run.Task.Owner, run.Task.Id, Webhooks.Config("https://example.com/", "b"), 2, Token);

        (await storage.Tasks.ContinueAsync(answer with { Push = Webhooks.Config("https://example.com/", "c") }, Token)).ShouldBe(new ContinueOutcome.TooManyConfigs(2));
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token))!.Version.ShouldBe(2);
        (await storage.Tasks.ContinueAsync(answer with { Push = Webhooks.Config("https://example.com/", "b") }, Token)).ShouldBeOfType<ContinueOutcome.Continued>();
    }

    [Fact]
    public async Task A_lease_given_with_the_answer_is_confirmed_and_keeps_others_out()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await AskedAsync(storage);
        var lease = Storage.LeaseOn(run.Task.Id);

        await storage.Tasks.ContinueAsync(Answer(run.Task, "The first") with { Lease = lease }, Token);

        (await storage.Work.TakeAsync(Storage.LeaseOn(run.Task.Id), Token)).ShouldBeNull();
        var taken = (await storage.Work.TakeAsync(lease, Token)).ShouldNotBeNull();
        (taken.Turn, taken.Attempt).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_task_of_several_turns_is_removed_with_every_key()
    {
        await using var storage = await Storage.OpenAsync(redis, retention: TimeSpan.FromMilliseconds(1));
        var run = await AskedAsync(storage);
        await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", "second-message"), Token);
        var second = (await storage.Work.TakeAsync(Storage.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.Completed), Token);

        await storage.Retention.StartAsync(Token);
        await Eventually.TrueAsync(async () => await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token) is null);
        await storage.Retention.StopAsync(Token);

        var keys = RedisReply.Array(await storage.Scripts.ExecuteAsync("KEYS", ["*"], Token));
        keys.Select(RedisReply.Text).ShouldNotContain(name => name.Contains(run.Task.Id.Value) || name.Contains(run.Task.Owner));
    }

    [Fact]
    public async Task Answers_that_are_repeated_through_kills_of_redis_are_one_turn_each()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var storage = await Storage.OpenAsync(server);
        var tasks = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => AskedAsync(storage)));

        var answers = Task.WhenAll(tasks.Select(task => AnsweredAsync(storage, task.Task)));
        while (!answers.IsCompleted)
        {
            await server.KillAsync();
            await server.StartAsync();
            await Task.WhenAny(answers, Task.Delay(TimeSpan.FromMilliseconds(200), Token));
        }

        await answers;
        foreach (var task in tasks)
        {
            var found = (await storage.Tasks.FindAsync(task.Task.Owner, task.Task.Id, Token)).ShouldNotBeNull();
            found.Task.History!.Select(message => message.Text).ShouldBe(["Do it", "Which one?", "The first"]);
            found.Version.ShouldBe(3);
            var events = await storage.Events.ReadAsync(task.Task.Id, EventCursor.Start, 100, Token);
            Json(events.Aggregate((AgentTask?)null, (folded, change) => TaskProjection.Apply(folded, change.Content))).ShouldBe(Json(found.Task));
            (await storage.Work.TakeAsync(Storage.LeaseOn(task.Task.Id), Token)).ShouldNotBeNull().Turn.ShouldBe(2);
        }
    }

    private static async Task AnsweredAsync(Storage storage, TaskSnapshot task)
    {
        var answer = Answer(task, "The first");
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await storage.Tasks.ContinueAsync(answer, Token) is ContinueOutcome.Continued or ContinueOutcome.Existing;
            }
            catch (StorageUnavailableException)
            {
                return false;
            }
        });
    }

    private static Continuation Answer(TaskSnapshot task, string text, string? messageId = null) => new()
    {
        Task = task,
        Message = new Message
        {
            MessageId = messageId ?? Guid.NewGuid().ToString(),
            TaskId = task.Id.Value,
            ContextId = task.Task.ContextId,
            Role = Role.User,
            Parts = [Part.Of(text)],
        },
        TraceParent = "00-11111111111111111111111111111111-2222222222222222-01",
    };

    private static async Task<TaskRun> AskedAsync(
        Storage storage, TaskState waits = TaskState.InputRequired, string? question = "Which one?", PushConfig? push = null)
    {
        var run = await storage.TakenAsync(Storage.NewTask(push: push));
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, waits, question), Token);
        return run;
    }

    private static async Task DeliveredAsync(Storage storage, TaskId task, string config)
    {
        var queue = Queue(storage);
        var run = (await queue.TakeAsync(new Subscription(task, config), "first", Token)).ShouldNotBeNull();
        await queue.SettleAsync(run, new Settlement.Advance(run.LastEvent), Token);
    }

    private static RedisDeliveryQueue Queue(Storage storage) => new(storage.Scripts, storage.Sweep, storage.PushConfigs, Options.Create(new PushOptions()));

    private static string Json(AgentTask? task) => JsonSerializer.Serialize(task.ShouldNotBeNull(), A2AJson.Default.AgentTask);
}
