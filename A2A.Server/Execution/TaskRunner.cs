using System.Diagnostics;
using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Diagnostics;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Execution;

/// <summary>Runs one task under its lease: the agent, its end, and what happens when it must stop early.</summary>
internal sealed partial class TaskRunner(
    IWorkQueue queue,
    ITaskStore store,
    IDoorbell doorbell,
    IEnumerable<IAgent> agents,
    IOptions<ExecutionOptions> options,
    TimeProvider time,
    ILogger<TaskRunner> logger)
{
    /// <summary>What became of a run, in telemetry: the task came to rest, or goes on elsewhere.</summary>
    private const string Ended = "ended", GivenBack = "given-back", Lost = "lost", Left = "left";

    /// <summary>How long an agent that must stop may take; whatever it says later is refused by the fence.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ExecutionOptions _options = options.Value;
    private readonly Dictionary<string, IAgent> _agents = agents.ToDictionary(agent => agent.Name);

    /// <summary>Never throws for what an agent does. When <paramref name="shutdown"/> is canceled the task is given back at once.</summary>
    public async Task RunAsync(TaskRun run, CancellationToken shutdown)
    {
        using var span = AgentTelemetry.Source.Start("task.execute", ActivityKind.Consumer, run.Task.TraceParent);
        span?.SetTag("a2a.task.id", run.Task.Id.Value)
            .SetTag("a2a.agent", run.Task.Agent)
            .SetTag("a2a.turn", run.Turn)
            .SetTag("a2a.attempt", run.Attempt)
            .SetTag("a2a.resumed", run.IsResumed)
            .SetTag("a2a.steps.done", run.Steps.Count)
            // Without messaging.system, by which the dashboard would show another name than the span's.
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", "tasks");
        var began = time.GetTimestamp();
        var updater = new TaskUpdater(store, run, time, span);
        var outcome = Left;
        try
        {
            await using var lease = new LeaseKeeper(queue, doorbell, run.Lease, _options.Lease, time, logger, shutdown);
            outcome = await WorkAsync(run, updater, lease);
        }
        catch (LeaseLostException)
        {
            LogLost(run.Task.Id);
            outcome = Lost;
        }
        catch (Exception e) when (e is StorageUnavailableException or OperationCanceledException)
        {
            LogLeft(run.Task.Id); // the lease runs out, and another worker goes on
        }
        finally
        {
            run.Rest.TrySetResult(null); // unless it came to rest
            span?.SetTag("a2a.outcome", outcome);
            AgentTelemetry.TaskDuration.Record(
                time.GetElapsedTime(began).TotalSeconds, new("agent", run.Task.Agent), new("outcome", outcome));
        }
    }

    private async Task<string> WorkAsync(TaskRun run, TaskUpdater updater, LeaseKeeper lease)
    {
        if (run.CancelRequested)
        {
            return await EndAsync(run, updater, TaskState.Canceled, StatusChange.CanceledText);
        }

        if (run.Attempt > _options.MaxAttempts)
        {
            return await EndAsync(
                run,
                updater,
                TaskState.Failed,
                $"Gave up: the task ended its worker {_options.MaxAttempts} times in a row without finishing a step.");
        }

        return _agents.TryGetValue(run.Task.Agent, out var agent)
            ? await ExecuteAsync(run, agent, updater, lease)
            : await EndAsync(run, updater, TaskState.Failed, $"There is no agent '{run.Task.Agent}' on this server any more.");
    }

    private async Task<string> ExecuteAsync(TaskRun run, IAgent agent, TaskUpdater updater, LeaseKeeper lease)
    {
        LogBegins(run.Task.Id, run.Task.Agent, run.Attempt, run.Steps.Count);
        var failed = await FailureOfAsync(BeginAsync(agent, updater, lease.Token), lease);
        switch (lease.Reason)
        {
            case var _ when updater.HasEnded:
                LogEnded(run.Task.Id);
                return Ended;
            case StopReason.LeaseLost:
                LogLost(run.Task.Id);
                return Lost;
            case StopReason.CancelRequested:
                return await EndAsync(run, updater, TaskState.Canceled, StatusChange.CanceledText);
            case StopReason.ShuttingDown:
                return await GiveBackAsync(run);
            default:
                LogFailed(run.Task.Id, run.Task.Agent, failed);
                Activity.Current?.SetTag("error.type", failed?.GetType().FullName ?? "no-result");
                return await EndAsync(run, updater, TaskState.Failed, failed is null
                    ? "The agent stopped without a result."
                    : $"The agent failed unexpectedly. The operator finds the reason in the log under task {run.Task.Id}.");
        }
    }

    // An agent may throw before it returns its task: that is a failure like any other.
    private static async Task BeginAsync(IAgent agent, TaskUpdater updater, CancellationToken cancellationToken) =>
        await agent.ExecuteAsync(updater, cancellationToken);

    // Waits for the agent; once it must stop, not for ever.
    private async Task<Exception?> FailureOfAsync(Task agent, LeaseKeeper lease)
    {
        await Task.WhenAny(agent, lease.Stopped);
        try
        {
            await (agent.IsCompleted ? agent : agent.WaitAsync(Grace, time));
            return null;
        }
        catch (LeaseLostException)
        {
            throw;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task<string> EndAsync(TaskRun run, TaskUpdater updater, TaskState state, string text)
    {
        using var limit = new CancellationTokenSource(_options.Lease, time);
        await updater.EndAsync(state, text, limit.Token);
        LogEnded(run.Task.Id);
        return Ended;
    }

    private async Task<string> GiveBackAsync(TaskRun run)
    {
        using var limit = new CancellationTokenSource(Grace, time);
        await queue.ReleaseAsync(run.Lease, limit.Token);
        LogGivenBack(run.Task.Id);
        return GivenBack;
    }

    [LoggerMessage(
        EventId = 202, EventName = "TaskBegins", Level = LogLevel.Information,
        Message = "Task {TaskId} begins with agent {Agent}, attempt {Attempt}, {Steps} steps done before")]
    private partial void LogBegins(TaskId taskId, string agent, int attempt, int steps);

    [LoggerMessage(EventId = 203, EventName = "TaskDoneHere", Level = LogLevel.Information, Message = "Task {TaskId} is done here")]
    private partial void LogEnded(TaskId taskId);

    [LoggerMessage(
        EventId = 204, EventName = "TaskLost", Level = LogLevel.Information,
        Message = "Task {TaskId} is held here no longer: its lease could not be renewed in time, it has ended, or a"
            + " fail-over of Redis lost events of it; this run stops")]
    private partial void LogLost(TaskId taskId);

    [LoggerMessage(
        EventId = 205, EventName = "TaskGivenBack", Level = LogLevel.Information,
        Message = "Task {TaskId} is given back for another replica to go on")]
    private partial void LogGivenBack(TaskId taskId);

    [LoggerMessage(
        EventId = 206, EventName = "TaskLeft", Level = LogLevel.Information,
        Message = "Task {TaskId} could not be settled; it goes on elsewhere when its lease runs out")]
    private partial void LogLeft(TaskId taskId);

    [LoggerMessage(EventId = 207, EventName = "TaskFailed", Level = LogLevel.Error, Message = "Agent {Agent} failed task {TaskId}")]
    private partial void LogFailed(TaskId taskId, string agent, Exception? exception);
}
