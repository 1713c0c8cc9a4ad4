using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Tasks;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Execution;

/// <summary>Real Redis, real workers, one server per test so that no worker sees another test's tasks.</summary>
public sealed class ExecutionTests : IAsyncLifetime
{
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(1);

    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task An_agent_runs_to_its_end_and_every_word_is_logged()
    {
        await using var replica = await Replica.StartAsync(_redis, async (task, token) =>
        {
            await task.WorkingAsync("begins", token);
            await task.AddArtifactAsync(new Artifact { ArtifactId = "a", Parts = [Part.Of("result")] }, token);
            await task.CompleteAsync("done", token);
        });

        var task = await replica.SubmittedAsync();

        (await replica.EndOfAsync(task)).State.ShouldBe(TaskState.Completed);
        (await replica.LogOfAsync(task)).ShouldBe(["Task", "Working: begins", "Artifact a: result", "Completed: done"]);
    }

    [Fact]
    public async Task After_a_crash_another_replica_goes_on_and_repeats_nothing_that_is_done()
    {
        var reached = new TaskCompletionSource();
        var steps = new List<string>();
        Func<TaskUpdater, CancellationToken, Task> script = async (task, token) =>
        {
            await task.WorkingAsync("begins", token);
            var one = await task.StepAsync("one", _ => Record("one", 1), token);
            await task.WorkingAsync($"one gave {one}", token);
            var two = await task.StepAsync("two", async _ =>
            {
                if (reached.TrySetResult())
                {
                    await Task.Delay(Timeout.Infinite, CancellationToken.None); // the process dies here
                }

                return await Record("two", 2);
            }, token);
            await task.AppendArtifactAsync(new Artifact { ArtifactId = "a", Parts = [Part.Of($"{one + two}")] }, true, token);
            await task.CompleteAsync(null, token);

            Task<int> Record(string name, int result)
            {
                steps.Add(name);
                return Task.FromResult(result);
            }
        };
        var dying = await Replica.StartAsync(_redis, script, ShortLease);
        var task = await dying.SubmittedAsync();
        await reached.Task.WaitAsync(Eventually.Patience, Token);
        await dying.Storage.DisposeAsync(); // its connection is gone: it renews nothing and writes nothing any more

        await using var other = await Replica.StartAsync(_redis, script, ShortLease);

        (await other.EndOfAsync(task)).State.ShouldBe(TaskState.Completed);
        steps.ShouldBe(["one", "two"]);
        (await other.LogOfAsync(task)).ShouldBe(["Task", "Working: begins", "Working: one gave 1", "Artifact a: 3", "Completed: "]);
    }

    [Fact]
    public async Task A_replica_without_a_free_place_leaves_the_task_to_another()
    {
        await using var full = await Replica.StartAsync(_redis, (_, _) => throw new InvalidOperationException("never"), working: false);
        await using var idle = await Replica.StartAsync(_redis, (task, token) => task.CompleteAsync("by the other", token));

        var task = await full.SubmittedAsync();

        (await full.EndOfAsync(task)).Task.Status.Message!.Text.ShouldBe("by the other");
    }

    [Fact]
    public async Task A_cancellation_reaches_the_agent_on_another_replica_at_once()
    {
        var begun = new TaskCompletionSource();
        await using var worker = await Replica.StartAsync(_redis, async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        await using var front = await Replica.StartAsync(_redis, (_, _) => Task.CompletedTask, working: false);
        var task = await worker.SubmittedAsync();
        await begun.Task.WaitAsync(Eventually.Patience, Token);

        var (outcome, after) = await front.Service.CancelAsync("me", task.Agent, task.Id.Value, Token);

        outcome.ShouldBe(CancelOutcome.Requested);
        after!.State.ShouldBe(TaskState.Canceled);
    }

    [Fact]
    public async Task A_task_canceled_before_anybody_took_it_never_begins()
    {
        await using var front = await Replica.StartAsync(_redis, (_, _) => Task.CompletedTask, working: false);
        var task = await front.SubmittedAsync();
        (await front.Storage.Tasks.RequestCancelAsync(task, Token)).ShouldBe(CancelOutcome.Ended);

        await using var worker = await Replica.StartAsync(_redis, (_, _) => throw new InvalidOperationException("must not begin"));

        (await front.EndOfAsync(task)).State.ShouldBe(TaskState.Canceled);
    }

    [Fact]
    public async Task An_agent_that_throws_fails_its_task_without_showing_why()
    {
        await using var replica = await Replica.StartAsync(_redis, (_, _) => throw new InvalidOperationException("secret detail"));

        var task = await replica.EndOfAsync(await replica.SubmittedAsync());

        task.State.ShouldBe(TaskState.Failed);
        task.Task.Status.Message!.Text.ShouldContain(task.Id.Value);
        task.Task.Status.Message.Text.ShouldNotContain("secret detail");
    }

    [Fact]
    public async Task An_agent_that_stops_without_an_end_fails_its_task()
    {
        await using var replica = await Replica.StartAsync(_redis, (task, token) => task.WorkingAsync("and then?", token));

        (await replica.EndOfAsync(await replica.SubmittedAsync())).State.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task A_failure_after_a_resume_is_written_even_when_fewer_words_were_said_before_it()
    {
        await using var first = await Replica.StartAsync(_redis, (_, _) => Task.CompletedTask, working: false);
        var task = await first.SubmittedAsync();
        var run = (await first.Storage.Work.TakeAsync(Redis.Storage.LeaseOn(task.Id), Token)).ShouldNotBeNull();
        await first.Storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working, "one"), Token);
        await first.Storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Working, "two"), Token);
        await first.Storage.Work.ReleaseAsync(run.Lease, Token);

        await using var second = await Replica.StartAsync(_redis, (_, _) => throw new InvalidOperationException("at once"));

        (await second.EndOfAsync(task)).State.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task A_task_that_kills_its_worker_again_and_again_fails_with_that_reason()
    {
        await using var replica = await Replica.StartAsync(_redis, (_, _) => Task.CompletedTask, TimeSpan.FromSeconds(1), working: false);
        var task = await replica.SubmittedAsync();
        for (var i = 0; i < 5; i++)
        {
            await Eventually.NotNullAsync(() => replica.Storage.Work.TakeAsync(Redis.Storage.LeaseOn(task.Id), Token));
        }

        await replica.Worker.StartAsync(Token);
        await replica.Storage.Watch.StartAsync(Token);

        var end = await replica.EndOfAsync(task);
        end.State.ShouldBe(TaskState.Failed);
        end.Task.Status.Message!.Text.ShouldContain("5 times");
    }

    [Fact]
    public async Task A_replica_that_stops_gives_its_tasks_back_at_once()
    {
        var begun = new TaskCompletionSource();
        var stopping = await Replica.StartAsync(_redis, async (task, token) =>
        {
            await task.WorkingAsync("begun", token);
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        var task = await stopping.SubmittedAsync();
        await begun.Task.WaitAsync(Eventually.Patience, Token);

        await stopping.Worker.StopAsync(Token);

        var run = (await stopping.Storage.Work.TakeAsync(Redis.Storage.LeaseOn(task.Id), Token)).ShouldNotBeNull();
        run.Attempt.ShouldBe(1);
        run.CancelRequested.ShouldBeFalse();
        await stopping.DisposeAsync();
    }

    [Fact]
    public async Task The_drain_begins_with_the_stop_of_the_host_and_does_not_wait_for_the_web_server()
    {
        var begun = new TaskCompletionSource();
        await using var stopping = await Replica.StartAsync(_redis, async (_, token) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        var task = await stopping.SubmittedAsync();
        await begun.Task.WaitAsync(Eventually.Patience, Token);

        stopping.Lifetime.StopApplication(); // and no StopAsync: the web server still waits for a slow caller

        await Eventually.NotNullAsync(() => stopping.Storage.Work.TakeAsync(Redis.Storage.LeaseOn(task.Id), Token));
    }

    [Fact]
    public async Task An_outage_of_redis_delays_a_task_but_does_not_fail_it()
    {
        var down = new TaskCompletionSource();
        await using var replica = await Replica.StartAsync(_redis, async (task, token) =>
        {
            await task.WorkingAsync("before", token);
            await _redis.KillAsync();
            down.SetResult();
            await task.WorkingAsync("during", token);
            await task.CompleteAsync("after", token);
        });
        var task = await replica.SubmittedAsync();
        await down.Task.WaitAsync(Eventually.Patience, Token);

        await _redis.StartAsync();

        await Eventually.TrueAsync(async () => await TryStateAsync(replica, task) == TaskState.Completed);
        (await replica.LogOfAsync(task)).ShouldBe(["Task", "Working: before", "Working: during", "Completed: after"]);
    }

    [Fact]
    public async Task Two_steps_of_one_name_fail_the_task()
    {
        await using var replica = await Replica.StartAsync(_redis, async (task, token) =>
        {
            await task.StepAsync("same", _ => Task.FromResult(1), token);
            await task.StepAsync("same", _ => Task.FromResult(2), token);
            await task.CompleteAsync(null, token);
        });

        (await replica.EndOfAsync(await replica.SubmittedAsync())).State.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task A_message_to_a_task_that_waits_for_none_is_refused()
    {
        await using var replica = await Replica.StartAsync(_redis, (task, token) => task.CompleteAsync(null, token));
        var task = await replica.EndOfAsync(await replica.SubmittedAsync());
        var message = new Message { MessageId = "m", TaskId = task.Id.Value, Role = Role.User, Parts = [Part.Of("more")] };

        var outcome = await replica.Service.SubmitAsync(new Submission { Owner = "me", Agent = "scripted", Message = message }, Token);
        var foreign = await replica.Service.SubmitAsync(new Submission { Owner = "you", Agent = "scripted", Message = message }, Token);

        outcome.ShouldBe(new SubmitOutcome.NotWaiting(TaskState.Completed));
        foreign.ShouldBe(new SubmitOutcome.TaskNotFound(task.Id.Value));
    }

    private static async Task<TaskState?> TryStateAsync(Replica replica, TaskSnapshot task)
    {
        try
        {
            return (await replica.Service.FindAsync("me", "scripted", task.Id.Value, messages: 0, Token))?.State;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }
}
