using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Execution;

/// <summary>How a run ends, and what the caller who waits for it hears.</summary>
public sealed class EndOfRunTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task An_agent_that_ignores_its_cancellation_writes_nothing_after_the_end()
    {
        var begun = new TaskCompletionSource();
        var refused = new TaskCompletionSource<Exception>();
        await using var replica = await Replica.StartAsync(_redis, async (task, _) =>
        {
            try
            {
                while (true)
                {
                    await task.WorkingAsync("still here", CancellationToken.None);
                    begun.TrySetResult();
                    await Task.Delay(5, CancellationToken.None);
                }
            }
            catch (Exception e)
            {
                refused.SetResult(e);
                throw;
            }
        });
        var task = await replica.SubmittedAsync();
        await begun.Task.WaitAsync(Eventually.Patience, Token);

        await replica.Service.CancelAsync(task.Owner, task.Agent, task.Id.Value, Token);

        (await replica.EndOfAsync(task)).State.ShouldBe(TaskState.Canceled);
        (await refused.Task.WaitAsync(Eventually.Patience, Token)).ShouldBeOfType<LeaseLostException>();
        (await replica.LogOfAsync(task))[^1].ShouldStartWith("Canceled");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_cancellation_callback_that_throws_or_blocks_keeps_no_task_from_its_end(bool throws, bool isLate)
    {
        using var unblocked = new ManualResetEventSlim();
        await using var replica = await Replica.StartAsync(_redis, async (task, token) =>
        {
            if (isLate)
            {
                await task.WorkingAsync("before", token); // a later registration is called earlier
            }

            await using var registration = token.Register(() =>
            {
                if (throws)
                {
                    throw new InvalidOperationException("a fault of the agent");
                }

                unblocked.Wait(CancellationToken.None);
            });
            await task.WorkingAsync("begun", token);
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        var task = await replica.SubmittedAsync();
        await Eventually.TrueAsync(async () => (await replica.LogOfAsync(task)).Contains("Working: begun"));

        await replica.Service.CancelAsync(task.Owner, task.Agent, task.Id.Value, Token);

        (await replica.EndOfAsync(task)).State.ShouldBe(TaskState.Canceled);
        unblocked.Set();
    }

    [Fact]
    public async Task A_task_that_is_submitted_while_its_replica_begins_to_stop_is_due_at_once()
    {
        var began = false;
        var agent = new ScriptedAgent((_, _) =>
        {
            began = true;
            return Task.CompletedTask;
        });
        await using var replica = await Replica.StartAsync(_redis, agent);
        await Eventually.TrueAsync(() => Task.FromResult(replica.Slots.Free > 0));
        Task? stopped = null;
        var store = AroundCalls<ITaskStore>.Of(replica.Storage.Tasks, call =>
        {
            stopped = replica.Worker.StopAsync(CancellationToken.None);
            return call();
        });
        var front = new AgentFront([agent], Options.Create(new AgentOptions()), TimeProvider.System);
        var intake = new TaskIntake(store, front, replica.Slots, replica.Storage.TaskOptions, TimeProvider.System);
        var message = new Message { MessageId = Guid.NewGuid().ToString(), Role = Role.User, Parts = [Part.Of("Hello")] };

        var accepted = (await intake.SubmitAsync(new Submission { Owner = "me", Agent = "scripted", Message = message }, Token))
            .ShouldBeOfType<SubmitOutcome.Accepted>();

        (await accepted.Rest.ShouldNotBeNull()).ShouldBeNull("nobody runs it here");
        await stopped.ShouldNotBeNull();
        began.ShouldBeFalse();
        (await replica.Storage.Work.TakeAsync(Redis.Storage.LeaseOn(accepted.Task.Id), Token)).ShouldNotBeNull().Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_hears_nothing_from_a_run_that_does_not_know_what_was_written()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync();
        var isBrokenOff = true;
        // The event is written, but its answer is not waited for: as when an agent's time limit ends a call that was sent.
        var store = AroundCalls<ITaskStore>.Of(storage.Tasks, call => isBrokenOff ? ThenCanceledAsync((Task<AppendOutcome>)call()!) : call());
        var updater = new TaskUpdater(store, run, TimeProvider.System, span: null);
        await Should.ThrowAsync<OperationCanceledException>(updater.WorkingAsync("written all the same", Token));

        isBrokenOff = false;
        await updater.CompleteAsync("Done", Token);

        (await run.Rest.Task).ShouldBeNull("the store is asked then");
        var task = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        task.Task.History!.Select(message => message.Text).ShouldContain("written all the same");
    }

    [Fact]
    public async Task What_an_agent_wrote_before_its_run_was_ended_is_told_and_what_it_says_during_that_is_not()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync();
        var (calls, sent, held) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        var store = AroundCalls<ITaskStore>.Of(storage.Tasks, call => ++calls == 2 ? HeldAsync(call, sent, held.Task) : call());
        var updater = new TaskUpdater(store, run, TimeProvider.System, span: null);
        await updater.WorkingAsync("begun", Token);
        var late = updater.CompleteAsync("too late", Token);
        await sent.Task;

        await updater.EndAsync(TaskState.Canceled, "Canceled", Token);
        held.SetResult();

        await Should.ThrowAsync<LeaseLostException>(late);
        await Should.ThrowAsync<LeaseLostException>(() => updater.WorkingAsync("still here", Token));
        var told = (await run.Rest.Task).ShouldNotBeNull();
        var found = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        (told.State, told.Version, told.Cursor).ShouldBe((TaskState.Canceled, found.Version, found.Cursor));
        told.Task.History!.Select(message => message.Text).ShouldBe(found.Task.History!.Select(message => message.Text));
    }

    private static async Task<AppendOutcome> ThenCanceledAsync(Task<AppendOutcome> append)
    {
        await append;
        throw new OperationCanceledException();
    }

    private static async Task<AppendOutcome> HeldAsync(Func<object?> call, TaskCompletionSource sent, Task held)
    {
        sent.SetResult();
        await held;
        return await (Task<AppendOutcome>)call()!;
    }
}
