using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Execution;

/// <summary>Callers who hang up in the moment in which their message is taken in. Leases outlast the tests' patience.</summary>
public sealed class LeavingCallerTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = 10 * Eventually.Patience;

    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task A_new_task_begins_at_once_although_its_caller_has_gone()
    {
        await using var replica = await Replica.StartAsync(_redis, (task, token) => task.CompleteAsync("done", token), Lease);

        var task = await SubmittedByLeavingAsync(replica, new Message { MessageId = Guid.NewGuid().ToString(), Role = Role.User, Parts = [Part.Of("Hello")] });

        await EndsAsync(replica, task);
    }

    [Fact]
    public async Task The_next_turn_begins_at_once_although_the_caller_has_gone()
    {
        await using var replica = await Replica.StartAsync(
            _redis,
            (task, token) => task.Turn == 1 ? task.RequireInputAsync("Which one?", token) : task.CompleteAsync("done", token),
            Lease);
        var asked = await replica.EndOfAsync(await replica.SubmittedAsync());

        var task = await SubmittedByLeavingAsync(
            replica, new Message { MessageId = Guid.NewGuid().ToString(), TaskId = asked.Id.Value, Role = Role.User, Parts = [Part.Of("The first")] });

        await EndsAsync(replica, task);
    }

    private static async Task<TaskSnapshot> SubmittedByLeavingAsync(Replica replica, Message message)
    {
        await Eventually.TrueAsync(() => Task.FromResult(replica.Slots.Free > 0));
        using var call = new CancellationTokenSource();
        var intake = new TaskIntake(replica.Storage.Tasks, new LeavingFront(call), replica.Slots, replica.Storage.TaskOptions, TimeProvider.System);
        var outcome = await intake.SubmitAsync(new Submission { Owner = "me", Agent = "scripted", Message = message }, call.Token);
        call.IsCancellationRequested.ShouldBeTrue();
        return outcome.ShouldBeOfType<SubmitOutcome.Accepted>().Task;
    }

    private static async Task EndsAsync(Replica replica, TaskSnapshot task)
    {
        var end = await replica.EndOfAsync(task).WaitAsync(Eventually.Patience, Token);
        end.State.ShouldBe(TaskState.Completed);
    }

    /// <summary>The caller leaves when all is decided and nothing is written yet.</summary>
    private sealed class LeavingFront(CancellationTokenSource call) : IAgentFront
    {
        public bool Deduplicates(string agent)
        {
            call.Cancel();
            return true;
        }

        public bool MayAnswer(string agent) => false;

        public Task<Message?> AnswerAsync(string agent, Message message, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
