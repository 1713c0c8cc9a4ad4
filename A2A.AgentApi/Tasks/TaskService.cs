using System.Diagnostics;
using System.Security.Cryptography;
using A2A.AgentApi.Diagnostics;
using A2A.Protocol;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Tasks;

/// <summary>What a caller can do with tasks.</summary>
internal sealed class TaskService(ITaskStore store, ITaskEvents events, LocalSlots slots, IOptions<TaskOptions> options, TimeProvider time)
{
    private readonly TaskOptions _options = options.Value;

    /// <summary>Takes a message in: a new task, or the one that the same message made before.</summary>
    public async Task<SubmitOutcome> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission.Message.TaskId is { } text)
        {
            var known = TaskId.TryParse(text, out var id) ? await store.FindAsync(submission.Owner, id, cancellationToken) : null;
            return known is null ? new SubmitOutcome.TaskNotFound(text) : new SubmitOutcome.NotWaiting(known.State);
        }

        var task = ToNewTask(submission);
        return await CreateAsync(task, cancellationToken) switch
        {
            CreateOutcome.Created created => new SubmitOutcome.Accepted(created.Task),
            CreateOutcome.Existing existing => await FindAsync(submission.Owner, submission.Agent, existing.Id.Value, cancellationToken) is { } found
                ? new SubmitOutcome.Accepted(found)
                : new SubmitOutcome.TaskNotFound(existing.Id.Value),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The task; null when there is none of this id that belongs to the owner and the agent.</summary>
    public async Task<TaskSnapshot?> FindAsync(string owner, string agent, string id, CancellationToken cancellationToken) =>
        TaskId.TryParse(id, out var taskId) && await store.FindAsync(owner, taskId, cancellationToken) is { } task && task.Agent == agent ? task : null;

    /// <summary>A page of the tasks that match, newest status first. A task that does not change comes exactly once, whatever others do.</summary>
    public Task<ListOutcome> ListAsync(TaskQuery query, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Asks for the task's end and waits a little for it.</summary>
    public async Task<(CancelOutcome Outcome, TaskSnapshot? Task)> CancelAsync(
        string owner, string agent, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(owner, agent, id, cancellationToken) is not { } task)
        {
            return (CancelOutcome.NotFound, null);
        }

        var outcome = await store.RequestCancelAsync(owner, task.Id, cancellationToken);
        return outcome == CancelOutcome.Requested
            ? (outcome, await WaitAsync(task, _options.CancelWait, cancellationToken))
            : (outcome, await store.FindAsync(owner, task.Id, cancellationToken));
    }

    /// <summary>Waits until the task is terminal or interrupted, at most as long as the option says, and gives it as it is then.</summary>
    public Task<TaskSnapshot> WaitAsync(TaskSnapshot task, CancellationToken cancellationToken) =>
        WaitAsync(task, _options.LongestWait, cancellationToken);

    /// <summary>Every event after the cursor as it comes; ends after the terminal one.</summary>
    public IAsyncEnumerable<TaskEvent> FollowAsync(TaskId id, EventCursor after, CancellationToken cancellationToken) =>
        events.FollowAsync(id, after, cancellationToken);

    private async Task<TaskSnapshot> WaitAsync(TaskSnapshot task, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (IsAtRest(task.State))
        {
            return task;
        }

        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await foreach (var change in events.FollowAsync(task.Id, task.Cursor, either.Token))
            {
                if (change.State is { } state && IsAtRest(state))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The wait is over; the task goes on.
        }

        return await store.FindAsync(task.Owner, task.Id, cancellationToken) ?? task;
    }

    private static bool IsAtRest(TaskState state) => state.IsTerminal() || state.IsInterrupted();

    private NewTask ToNewTask(Submission submission)
    {
        var partition = TaskId.PartitionOf(submission.Message.ContextId ?? submission.Message.MessageId, _options.Partitions);
        var id = TaskId.New(partition, time.GetUtcNow());
        var contextId = submission.Message.ContextId ?? Guid.NewGuid().ToString("D");
        return new NewTask
        {
            Id = id,
            Owner = submission.Owner,
            Agent = submission.Agent,
            ContextId = contextId,
            Message = submission.Message with { TaskId = id.Value, ContextId = contextId },
            Push = submission.Push,
            TraceParent = Activity.Current?.Id,
        };
    }

    private async Task<CreateOutcome> CreateAsync(NewTask task, CancellationToken cancellationToken)
    {
        var lease = slots.TryTake() ? new Lease(task.Id, RandomNumberGenerator.GetHexString(32, lowercase: true)) : null;
        var created = false;
        try
        {
            var outcome = await store.CreateAsync(task with { Lease = lease }, cancellationToken);
            created = outcome is CreateOutcome.Created;
            if (created)
            {
                AgentTelemetry.TasksSubmitted.Add(1, new KeyValuePair<string, object?>("agent", task.Agent));
            }

            return outcome;
        }
        finally
        {
            // When the answer was lost the lease runs out by itself and the task is taken then.
            Settle(lease, created);
        }
    }

    private void Settle(Lease? lease, bool created)
    {
        if (lease is null)
        {
            return;
        }

        if (created)
        {
            slots.HandOver(lease);
        }
        else
        {
            slots.Release();
        }
    }
}
