using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Execution;

/// <summary>Agents that ask, and callers who answer.</summary>
public sealed class MultiTurnTests : IAsyncLifetime
{
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(1);

    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_agent_asks_hears_the_answer_and_goes_on(bool leasedAtOnce)
    {
        await using var replica = await Replica.StartAsync(_redis, AskForANumberAsync);
        await using var front = await Replica.StartAsync(_redis, AskForANumberAsync, working: false);
        var asked = await replica.EndOfAsync(await replica.SubmittedAsync());
        asked.State.ShouldBe(TaskState.InputRequired);

        var continued = (await (leasedAtOnce ? replica : front).SayAsync(asked, "2")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;

        continued.State.ShouldBe(TaskState.Working);
        var message = continued.Task.History![^1];
        (message.TaskId, message.ContextId).ShouldBe((asked.Id.Value, asked.Task.ContextId));
        (await replica.EndOfAsync(continued)).State.ShouldBe(TaskState.Completed);
        (await replica.LogOfAsync(asked)).ShouldBe(["Task", "InputRequired: Which one?", "Working, told: 2", "Working: turn 2", "Completed: 2 of 3"]);
    }

    [Fact]
    public async Task A_caller_who_must_authenticate_says_when_it_is_done()
    {
        await using var replica = await Replica.StartAsync(_redis, (task, token) =>
            task.Turn == 1 ? task.RequireAuthAsync("Sign in at https://example.com/", token) : task.CompleteAsync("Welcome", token));
        var asked = await replica.EndOfAsync(await replica.SubmittedAsync());
        asked.State.ShouldBe(TaskState.AuthRequired);

        var continued = (await replica.SayAsync(asked, "Done")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;

        (await replica.EndOfAsync(continued)).Task.Status.Message!.Text.ShouldBe("Welcome");
    }

    [Fact]
    public async Task After_a_crash_in_the_second_turn_another_replica_goes_on_in_that_turn()
    {
        var reached = new TaskCompletionSource();
        List<string> steps = [];
        Func<TaskUpdater, CancellationToken, Task> script = async (task, token) =>
        {
            await task.StepAsync("prepare", _ => { lock (steps) { steps.Add($"prepare {task.Turn}"); } return Task.CompletedTask; }, token);
            if (task.Turn == 1)
            {
                await task.RequireInputAsync("Which one?", token);
                return;
            }

            await task.WorkingAsync($"begins with {task.Message.Text}", token);
            await task.StepAsync("book", async _ =>
            {
                if (reached.TrySetResult())
                {
                    await Task.Delay(Timeout.Infinite, CancellationToken.None); // the process dies here
                }
            }, token);
            await task.CompleteAsync("Booked", token);
        };
        var dying = await Replica.StartAsync(_redis, script, ShortLease);
        var asked = await dying.EndOfAsync(await dying.SubmittedAsync());
        await dying.SayAsync(asked, "the first");
        await reached.Task.WaitAsync(Eventually.Patience, Token);
        await dying.Storage.DisposeAsync(); // its connection is gone: it renews nothing and writes nothing any more

        await using var other = await Replica.StartAsync(_redis, script, ShortLease);
        var found = (await other.Storage.Tasks.FindAsync(asked.Owner, asked.Id, Token)).ShouldNotBeNull();

        (await other.EndOfAsync(found)).State.ShouldBe(TaskState.Completed);
        steps.ShouldBe(["prepare 1", "prepare 2"]);
        (await other.LogOfAsync(asked)).ShouldBe(
            ["Task", "InputRequired: Which one?", "Working, told: the first", "Working: begins with the first", "Completed: Booked"]);
    }

    [Fact]
    public async Task An_answer_whose_replica_dies_before_it_begins_is_worked_on_by_another()
    {
        await using var front = await Replica.StartAsync(_redis, AskForANumberAsync, ShortLease, working: false);
        var worker = await Replica.StartAsync(_redis, AskForANumberAsync, ShortLease);
        var asked = await worker.EndOfAsync(await worker.SubmittedAsync());
        await worker.DisposeAsync();
        front.Slots.Open(() => 1); // a place, and no worker for it
        front.Slots.Begin = _ => { };

        var continued = (await front.SayAsync(asked, "2")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;
        await using var other = await Replica.StartAsync(_redis, AskForANumberAsync, ShortLease);

        (await other.EndOfAsync(continued)).State.ShouldBe(TaskState.Completed);
        (await other.LogOfAsync(asked)).ShouldBe(["Task", "InputRequired: Which one?", "Working, told: 2", "Working: turn 2", "Completed: 2 of 3"]);
    }

    [Fact]
    public async Task Of_two_clients_that_answer_one_question_one_is_heard()
    {
        await using var replica = await Replica.StartAsync(_redis, (task, token) =>
            task.Turn == 1 ? task.RequireInputAsync("Which one?", token) : task.CompleteAsync(task.Message.Text, token));
        for (var i = 0; i < 20; i++)
        {
            var asked = await replica.EndOfAsync(await replica.SubmittedAsync());

            var outcomes = await Task.WhenAll(replica.SayAsync(asked, "one"), replica.SayAsync(asked, "two"));

            var heard = outcomes.OfType<SubmitOutcome.Accepted>().ShouldHaveSingleItem().Task;
            outcomes.OfType<SubmitOutcome.NotWaiting>().ShouldHaveSingleItem();
            (await replica.EndOfAsync(heard)).Task.Status.Message!.Text.ShouldBe(heard.Task.History![^1].Text);
        }
    }

    [Fact]
    public async Task An_answer_that_is_sent_again_gives_the_task_and_no_second_turn()
    {
        await using var replica = await Replica.StartAsync(_redis, AskForANumberAsync);
        var asked = await replica.EndOfAsync(await replica.SubmittedAsync());
        var first = (await replica.SayAsync(asked, "2", "same")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;
        await replica.EndOfAsync(first);

        var again = (await replica.SayAsync(asked, "2", "same")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;

        again.State.ShouldBe(TaskState.Completed);
        (await replica.LogOfAsync(asked)).Count(said => said.Contains("told")).ShouldBe(1);
        await Eventually.TrueAsync(() => Task.FromResult(replica.Slots.Free == replica.Storage.ExecutionOptions.Value.Concurrency), "no place is kept by a message that began nothing");
    }

    [Fact]
    public async Task An_answer_that_names_another_conversation_agent_or_owner_is_refused()
    {
        await using var replica = await Replica.StartAsync(_redis, AskForANumberAsync);
        var asked = await replica.EndOfAsync(await replica.SubmittedAsync());
        var message = new Message { MessageId = "m", TaskId = asked.Id.Value, ContextId = "elsewhere", Role = Role.User, Parts = [Part.Of("2")] };

        (await replica.Service.SubmitAsync(new Submission { Owner = "me", Agent = "scripted", Message = message }, Token)).ShouldBe(new SubmitOutcome.OtherContext("elsewhere"));
        (await replica.SayAsync(asked with { Owner = "you" }, "2")).ShouldBe(new SubmitOutcome.TaskNotFound(asked.Id.Value));
        (await replica.SayAsync(asked with { Agent = "other" }, "2")).ShouldBe(new SubmitOutcome.TaskNotFound(asked.Id.Value));
        (await replica.Storage.Tasks.FindAsync("me", asked.Id, Token))!.State.ShouldBe(TaskState.InputRequired);
    }

    [Fact]
    public async Task A_config_that_comes_with_the_answer_is_told_from_the_answer_on()
    {
        await using var replica = await Replica.StartAsync(_redis, AskForANumberAsync, working: false);
        var task = await replica.SubmittedAsync();
        var run = (await replica.Storage.Work.TakeAsync(Storage.LeaseOn(task.Id), Token)).ShouldNotBeNull();
        await replica.Storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);

        await replica.SayAsync(task, "2", push: PushSamples.Config("https://example.com/"));

        var due = (await replica.Storage.Database.SortedSetScoreAsync(
            A2A.Server.Redis.RedisKeys.Deliveries(task.Id.Partition), new Subscription(task.Id, "config").ToString())).ShouldNotBeNull();
        due.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_agent_that_goes_on_after_its_question_is_stopped_and_the_question_stands()
    {
        var refused = new TaskCompletionSource<Exception>();
        await using var replica = await Replica.StartAsync(_redis, async (task, token) =>
        {
            await task.RequireInputAsync("Which one?", token);
            try
            {
                await task.CompleteAsync("never mind", token);
            }
            catch (Exception e)
            {
                refused.SetResult(e);
                throw;
            }
        });

        var asked = await replica.EndOfAsync(await replica.SubmittedAsync());

        (await refused.Task.WaitAsync(Eventually.Patience, Token)).ShouldBeOfType<LeaseLostException>();
        (await replica.Storage.Tasks.FindAsync("me", asked.Id, Token))!.State.ShouldBe(TaskState.InputRequired);
    }

    [Fact]
    public async Task A_question_can_bring_a_form()
    {
        var form = new Part { Data = System.Text.Json.JsonElement.Parse("""{"type":"object"}""") };
        await using var replica = await Replica.StartAsync(_redis, (task, token) => task.SayAsync(TaskState.InputRequired, [Part.Of("Fill in"), form], token));

        var asked = await replica.EndOfAsync(await replica.SubmittedAsync());

        asked.State.ShouldBe(TaskState.InputRequired);
        asked.Task.Status.Message!.Parts.Count.ShouldBe(2);
        asked.Task.Status.Message.Role.ShouldBe(Role.Agent);
    }

    private static async Task AskForANumberAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        if (task.Turn == 1)
        {
            await task.RequireInputAsync("Which one?", cancellationToken);
            return;
        }

        await task.WorkingAsync($"turn {task.Turn}", cancellationToken);
        await task.CompleteAsync($"{task.Message.Text} of {task.History.Count}", cancellationToken);
    }
}
