using A2A.Protocol;
using A2A.Server.Diagnostics;
using A2A.Server.Http.Calls;

namespace A2A.Server.Tasks;

/// <summary>What a caller can do with tasks.</summary>
internal sealed class TaskService(ITaskStore store, ITaskEvents events, TaskIntake intake, TaskWait wait)
{
    /// <summary>Takes a message in: a new task, or the one that the same message made or went on with before, or a direct answer.</summary>
    public Task<SubmitOutcome> SubmitAsync(Submission submission, CancellationToken cancellationToken) =>
        intake.SubmitAsync(submission, cancellationToken);

    /// <summary>The task; null when there is none of this id that belongs to the owner and the agent.</summary>
    /// <param name="owner">The caller.</param>
    /// <param name="agent">The agent that the task must belong to.</param>
    /// <param name="id">As the caller sent it.</param>
    /// <param name="messages">How many of its newest messages it holds at most; null = all.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<TaskSnapshot?> FindAsync(string owner, string agent, string id, int? messages, CancellationToken cancellationToken) =>
        TaskId.TryParse(id, out var taskId)
            && await store.FindAsync(owner, taskId, messages, cancellationToken) is { } task
            && task.Agent == agent
                ? task
                : null;

    /// <summary>
    /// A page of the tasks that match, newest status first. A task that does not change comes exactly once, whatever others do.
    /// </summary>
    /// <remarks>A task that changes meanwhile becomes one of the newest: it comes where it was, or not at all on the later pages.</remarks>
    public async Task<ListOutcome> ListAsync(TaskQuery query, CancellationToken cancellationToken)
    {
        PagePlace? after = null;
        if (query.PageToken is { Length: > 0 } token)
        {
            if (!PageToken.TryRead(token, query, out var place))
            {
                return new ListOutcome.BadToken();
            }

            after = place;
        }

        var page = await store.ListAsync(query, after, cancellationToken);
        return new ListOutcome.Page(page.Tasks, page.Next is { } next ? PageToken.Write(next, query) : null, page.Total);
    }

    /// <summary>Asks for the task's end and waits a little for it.</summary>
    public async Task<(CancelOutcome Outcome, TaskSnapshot? Task)> CancelAsync(
        string owner, string agent, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(owner, agent, id, messages: 0, cancellationToken) is not { } task)
        {
            return (CancelOutcome.NotFound, null);
        }

        var outcome = await store.RequestCancelAsync(task, cancellationToken);
        if (outcome == CancelOutcome.Ended)
        {
            AgentTelemetry.Ended(agent, TaskState.Canceled);
        }

        return outcome == CancelOutcome.Requested
            ? (outcome, await wait.ForEndAsync(task, cancellationToken))
            : (outcome, await store.FindAsync(owner, task.Id, cancellationToken));
    }

    /// <summary>Waits until the task is terminal or interrupted, at most as long as the option says.</summary>
    /// <returns>The task as it is then; null when it is gone.</returns>
    /// <param name="task">The task as it was.</param>
    /// <param name="rest">Its run on this replica; null when there is none.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public Task<TaskSnapshot?> WaitAsync(TaskSnapshot task, Task<TaskSnapshot?>? rest, CancellationToken cancellationToken) =>
        wait.ForRestAsync(task, rest, cancellationToken);

    /// <summary>Every event after the cursor as it comes; ends after the terminal one.</summary>
    public IAsyncEnumerable<TaskEvent> FollowAsync(TaskId id, EventCursor after, CancellationToken cancellationToken) =>
        events.FollowAsync(id, after, cancellationToken);
}
