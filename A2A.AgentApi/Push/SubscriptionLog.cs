using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Push;

/// <summary>A subscription's events, one by one, and the task as it was after each.</summary>
/// <remarks>The fold reads the log from its start, once for the whole turn of a subscription.</remarks>
internal sealed class SubscriptionLog(ITaskEvents events, DeliveryRun run, bool folds)
{
    private const int Batch = 50;

    private readonly Queue<TaskEvent> _read = new();
    private EventCursor _place = folds ? EventCursor.Start : run.Cursor;
    private bool _isThere = !folds || run.Cursor == EventCursor.Start;

    /// <summary>The task after the event that was read last; empty where the body needs none.</summary>
    public TaskFold Fold { get; } = new();

    /// <summary>The next event after the subscription's cursor; null when there is none.</summary>
    public async Task<TaskEvent?> NextAsync(CancellationToken cancellationToken)
    {
        while (await DequeueAsync(cancellationToken) is { } change)
        {
            _place = change.Cursor;
            if (folds)
            {
                Fold.Apply(change);
            }

            if (_isThere)
            {
                return change;
            }

            _isThere = change.Cursor == run.Cursor;
        }

        return null;
    }

    private async Task<TaskEvent?> DequeueAsync(CancellationToken cancellationToken)
    {
        if (_read.Count == 0)
        {
            foreach (var change in await events.ReadAsync(run.Subscription.Task, _place, Batch, cancellationToken))
            {
                _read.Enqueue(change);
            }
        }

        return _read.TryDequeue(out var next) ? next : null;
    }
}
