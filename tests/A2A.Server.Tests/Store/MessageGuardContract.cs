using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>A message that comes again makes nothing new: what it made before is found by its id.</summary>
public abstract class MessageGuardContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_message_made_is_found_by_every_replica_and_before_it_made_anything_nothing_is()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        var task = StoreReplica.NewTask();
        (await storage.Tasks.FindEarlierAsync(task, Token)).ShouldBeNull();

        await storage.Tasks.CreateAsync(task, Token);

        (await other.Tasks.FindEarlierAsync(Again(task), Token)).ShouldBe(new CreateOutcome.Existing(task.Id));
        (await other.Tasks.FindEarlierAsync(Again(task) with { Owner = "another" }, Token)).ShouldBeNull("it is another's message");
        (await other.Tasks.FindEarlierAsync(Again(task) with { Agent = "other" }, Token)).ShouldBeNull("it is for another agent");
    }

    [Fact]
    public async Task A_message_that_is_declared_new_makes_a_task_of_its_own()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask();
        await storage.Tasks.CreateAsync(task, Token);

        var second = await storage.Tasks.CreateAsync(Again(task) with { IsGuarded = false }, Token);

        second.ShouldBeOfType<CreateOutcome.Created>().Task.Id.ShouldNotBe(task.Id);
        (await storage.Tasks.FindEarlierAsync(Again(task), Token)).ShouldBe(new CreateOutcome.Existing(task.Id));
    }

    [Fact]
    public async Task A_direct_answer_is_kept_once_in_the_place_of_a_task_and_given_again()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        var task = StoreReplica.NewTask();

        AnswerOf(await storage.Tasks.KeepAnswerAsync(task, Said("first"), Token)).ShouldBe("first");

        AnswerOf(await other.Tasks.KeepAnswerAsync(Again(task), Said("second"), Token)).ShouldBe("first");
        AnswerOf(await other.Tasks.CreateAsync(Again(task), Token)).ShouldBe("first");
        AnswerOf(await other.Tasks.FindEarlierAsync(Again(task), Token)).ShouldBe("first");
        (await storage.Tasks.FindAsync(task.Owner, task.Id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_to_a_message_that_made_a_task_gives_the_task()
    {
        await using var storage = await store.OpenAsync();
        var task = StoreReplica.NewTask();
        await storage.Tasks.CreateAsync(task, Token);

        (await storage.Tasks.KeepAnswerAsync(Again(task), Said("late"), Token)).ShouldBe(new CreateOutcome.Existing(task.Id));
    }

    [Fact]
    public async Task A_message_is_forgotten_only_when_its_own_task_has_ended_for_long_enough()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        var task = StoreReplica.NewTask(run.Task.Owner, run.Task.Task.History![0].MessageId) with { ContextId = run.Task.Task.ContextId };
        Task<bool> Forget(TaskId made, TimeSpan ended) => storage.Tasks.ForgetMessageAsync(task, made, ended, Token);

        (await Forget(run.Task.Id, TimeSpan.Zero)).ShouldBeFalse("it is worked on");
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Completed), Token);
        (await Forget(run.Task.Id, TimeSpan.FromHours(1))).ShouldBeFalse("it has just ended");
        (await Forget(TaskId.New(run.Task.Id.Partition, DateTimeOffset.UtcNow), TimeSpan.Zero)).ShouldBeFalse("another task");
        (await Forget(run.Task.Id, TimeSpan.Zero)).ShouldBeTrue();

        (await storage.Tasks.FindEarlierAsync(task, Token)).ShouldBeNull();
        (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull("the task stays");
    }

    // The same message as a client sends it again: the task that would come of it has an id of its own.
    private static NewTask Again(NewTask task) =>
        StoreReplica.NewTask(task.Owner, task.Message.MessageId) with { ContextId = task.ContextId };

    private static Message Said(string text) => new() { MessageId = Guid.NewGuid().ToString(), Role = Role.Agent, Parts = [Part.Of(text)] };

    private static string? AnswerOf(CreateOutcome? outcome) => outcome.ShouldBeOfType<CreateOutcome.Answered>().Answer.Text;
}
