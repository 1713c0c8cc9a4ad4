using A2A.Protocol;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tasks;

/// <summary>Waits for tasks to come to rest: to be terminal or interrupted.</summary>
internal sealed class TaskWait(ITaskStore store, ITaskEvents events, IOptions<TaskOptions> options, TimeProvider time)
{
    private readonly TaskOptions _options = options.Value;

    /// <summary>The task when it is at rest, or as it is when a caller has waited as long as one may; null when it is gone.</summary>
    /// <remarks>A run on this replica tells its result itself: the event is synced by then, and need not be read back.</remarks>
    public Task<TaskSnapshot?> ForRestAsync(TaskSnapshot task, Task<TaskSnapshot?>? rest, CancellationToken cancellationToken) =>
        WaitAsync(task, rest, state => state.IsTerminal() || state.IsInterrupted(), _options.LongestWait, cancellationToken);

    /// <summary>The task when it has ended, or as it is when that takes longer than a cancellation waits; null when it is gone.</summary>
    public Task<TaskSnapshot?> ForEndAsync(TaskSnapshot task, CancellationToken cancellationToken) =>
        WaitAsync(task, rest: null, state => state.IsTerminal(), _options.CancelWait, cancellationToken);

    private async Task<TaskSnapshot?> WaitAsync(
        TaskSnapshot task, Task<TaskSnapshot?>? rest, Predicate<TaskState> isOver, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (isOver(task.State))
        {
            return task;
        }

        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (rest is not null && await rest.WaitAsync(either.Token) is { } ended)
            {
                return ended;
            }

            await foreach (var change in events.FollowAsync(task.Id, task.Cursor, either.Token))
            {
                if (change.State is { } state && isOver(state))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The wait is over; the task goes on.
        }

        return await store.FindAsync(task.Owner, task.Id, cancellationToken);
    }
}
