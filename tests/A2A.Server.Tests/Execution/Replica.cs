using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Execution;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Execution;

/// <summary>A worker with its storage. Takes the tasks of this test only, because it knows them.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly TaskRunner _runner;
    private readonly IAgent _agent;

    private Replica(Storage storage, IAgent agent)
    {
        Storage = storage;
        _agent = agent;
        _runner = new TaskRunner(
            storage.Work, storage.Tasks, storage.Doorbell, [agent], storage.ExecutionOptions, TimeProvider.System, NullLogger<TaskRunner>.Instance);
        Slots = new LocalSlots();
        Worker = new TaskWorker(
            storage.Work,
            _runner,
            Slots,
            new DueLoop<TaskId>(Bell.Work, Slots, storage.Doorbell, Lifetime, storage.TaskOptions, TimeProvider.System),
            storage.ExecutionOptions,
            NullLogger<TaskWorker>.Instance);
        var front = new AgentFront([agent], Options.Create(new AgentOptions { AnswerTimeout = TimeSpan.FromSeconds(1) }), TimeProvider.System);
        Service = new TaskService(
            storage.Tasks,
            storage.Events,
            new TaskIntake(storage.Tasks, front, Slots, storage.TaskOptions, TimeProvider.System),
            new TaskWait(storage.Tasks, storage.Events, storage.TaskOptions, TimeProvider.System));
    }

    public Storage Storage { get; }

    /// <summary>The host's: its stop begins the worker's drain.</summary>
    public ApplicationLifetime Lifetime { get; } = new(NullLogger<ApplicationLifetime>.Instance);

    public TaskWorker Worker { get; }

    public TaskService Service { get; }

    public LocalSlots Slots { get; }

    public static Task<Replica> StartAsync(
        RedisServer redis, Func<TaskUpdater, CancellationToken, Task> script, TimeSpan? lease = null, bool working = true) =>
        StartAsync(redis, new ScriptedAgent(script), lease, working);

    public static async Task<Replica> StartAsync(RedisServer redis, IAgent agent, TimeSpan? lease = null, bool working = true)
    {
        var replica = new Replica(await Storage.OpenAsync(redis, lease is { } time ? new() { Lease = time } : null), agent);
        if (working)
        {
            await replica.Worker.StartAsync(CancellationToken.None);
            await replica.Storage.Watch.StartAsync(CancellationToken.None);
        }

        return replica;
    }

    public Task<SubmitOutcome> SubmitAsync(string? messageId = null) => Service.SubmitAsync(
        new Submission
        {
            Owner = "me",
            Agent = _agent.Name,
            Message = new Message { MessageId = messageId ?? Guid.NewGuid().ToString(), Role = Role.User, Parts = [Part.Of("Hello")] },
        },
        TestContext.Current.CancellationToken);

    public async Task<TaskSnapshot> SubmittedAsync() => (await SubmitAsync()).ShouldBeOfType<SubmitOutcome.Accepted>().Task;

    /// <summary>Sends a message to a task.</summary>
    public Task<SubmitOutcome> SayAsync(TaskSnapshot task, string text, string? messageId = null, PushConfig? push = null) => Service.SubmitAsync(
        new Submission
        {
            Owner = task.Owner,
            Agent = task.Agent,
            Message = new Message { MessageId = messageId ?? Guid.NewGuid().ToString(), TaskId = task.Id.Value, Role = Role.User, Parts = [Part.Of(text)] },
            Push = push,
        },
        TestContext.Current.CancellationToken);

    public async Task<TaskSnapshot> EndOfAsync(TaskSnapshot task) =>
        (await Service.WaitAsync(task, rest: null, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    /// <summary>What the log says, in short: states with their texts, artifacts with theirs.</summary>
    public async Task<List<string>> LogOfAsync(TaskSnapshot task)
    {
        var events = await Storage.Events.ReadAsync(task.Id, EventCursor.Start, 1000, TestContext.Current.CancellationToken);
        return events.Select(change => change.Content).Select(content => content switch
        {
            { StatusUpdate: { Status.Message.Role: Role.User } update } => $"{update.Status.State}, told: {update.Status.Message.Text}",
            { StatusUpdate: { } update } => $"{update.Status.State}: {update.Status.Message?.Text}",
            { ArtifactUpdate: { } update } => $"Artifact {update.Artifact.ArtifactId}: {update.Artifact.Parts[0].Text}",
            _ => "Task",
        }).ToList();
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.StopAsync(CancellationToken.None);
        Worker.Dispose();
        await Storage.DisposeAsync();
    }
}
