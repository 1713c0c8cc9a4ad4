using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Push;

/// <summary>Reads a task's events for one subscription, and brings the task forward to each.</summary>
/// <remarks>The fold reads the log from its start, once for the whole turn; again when an earlier event is asked for.</remarks>
internal sealed class SubscriptionLog(ITaskEvents events, TaskId task, bool folds)
{
    private const int Batch = 50;

    private readonly Queue<TaskEvent> _read = new();
    private EventCursor _place = EventCursor.Start;

    /// <summary>The task after the event that was read last; empty where the body needs none.</summary>
    public TaskFold Fold { get; private set; } = new();

    /// <summary>This very event; null when the log does not hold it.</summary>
    public async Task<TaskEvent?> FindAsync(EventCursor cursor, CancellationToken cancellationToken) =>
        await AfterAsync(cursor.Before(), cancellationToken) is { } change && change.Cursor == cursor ? change : null;

    /// <summary>The first event after a place; null when there is none.</summary>
    public async Task<TaskEvent?> AfterAsync(EventCursor cursor, CancellationToken cancellationToken)
    {
        if (_place.IsAfter(cursor))
        {
            (_place, Fold) = (EventCursor.Start, new());
            _read.Clear();
        }

        while (await DequeueAsync(cursor, cancellationToken) is { } change)
        {
            _place = change.Cursor;
            if (folds)
            {
                Fold.Apply(change);
            }

            if (change.Cursor.IsAfter(cursor))
            {
                return change;
            }
        }

        return null;
    }

    private async Task<TaskEvent?> DequeueAsync(EventCursor wanted, CancellationToken cancellationToken)
    {
        if (_read.Count == 0)
        {
            var from = !folds && wanted.IsAfter(_place) ? wanted : _place;
            foreach (var change in await events.ReadAsync(task, from, Batch, cancellationToken))
            {
                _read.Enqueue(change);
            }
        }

        return _read.TryDequeue(out var next) ? next : null;
    }
}
