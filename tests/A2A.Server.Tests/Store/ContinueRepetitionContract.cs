using A2A.Protocol;
using A2A.Server.Tasks;
using static A2A.Server.Tests.Store.Turns;

namespace A2A.Server.Tests.Store;

public abstract class ContinueRepetitionContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_answers_at_once_exactly_one_wins()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
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
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
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
        await using var storage = await store.OpenAsync();
        var run = await AskedAsync(storage);
        await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", "same"), Token);
        var second = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(run.Task.Id), Token)).ShouldNotBeNull();
        await storage.Tasks.AppendAsync(second, Change.Status(second, 1, TaskState.Completed, "Booked"), Token);

        var again = await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", "same"), Token);
        var other = await storage.Tasks.ContinueAsync(Answer(run.Task, "And the second", "other"), Token);

        again.ShouldBeOfType<ContinueOutcome.Existing>().Task.State.ShouldBe(TaskState.Completed);
        other.ShouldBe(new ContinueOutcome.NotWaiting(TaskState.Completed));
    }

    [Fact]
    public async Task The_id_of_the_message_that_made_the_task_is_no_repetition_when_it_answers_it()
    {
        await using var storage = await store.OpenAsync();
        var run = await AskedAsync(storage);

        var outcome = await storage.Tasks.ContinueAsync(Answer(run.Task, "The first", run.Task.Task.History![0].MessageId), Token);

        outcome.ShouldBeOfType<ContinueOutcome.Continued>();
    }

    [Fact]
    public async Task Answers_that_are_repeated_through_kills_of_the_store_are_one_turn_each()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
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
            (await storage.Work.TakeAsync(StoreReplica.LeaseOn(task.Task.Id), Token)).ShouldNotBeNull().Turn.ShouldBe(2);
        }
    }

    private static async Task AnsweredAsync(StoreReplica storage, TaskSnapshot task)
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
}
