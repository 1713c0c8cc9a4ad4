using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>
/// Gives a task's events for one subscription: from those in hand, else from the store; and where the body needs it, the
/// task after each.
/// </summary>
/// <param name="events">The store's.</param>
/// <param name="subscription">The subscription.</param>
/// <param name="hand">Events that need not be read.</param>
/// <param name="folds">Where the fold is kept between turns; null where the body needs none.</param>
internal sealed class SubscriptionLog(ITaskEvents events, Subscription subscription, EventsInHand hand, FoldedTasks? folds)
{
    private const int Batch = 50;

    private readonly Queue<TaskEvent> _read = new();
    private EventCursor _place = EventCursor.Start;

    /// <summary>The task after the event that was given last; empty where the body needs none.</summary>
    public TaskFold Fold { get; private set; } = TaskFold.Empty;

    /// <summary>This very event; null when the log does not hold it.</summary>
    public async Task<TaskEvent?> FindAsync(EventCursor cursor, CancellationToken cancellationToken)
    {
        if (folds is null)
        {
            return await events.ReadFromAsync(subscription.Task, cursor, 1, cancellationToken) is [var found] ? found : null;
        }

        return await FirstAsync(cursor, isIncluded: true, cancellationToken) is { } change && change.Cursor == cursor ? change : null;
    }

    /// <summary>The first event after a place; null when there is none.</summary>
    public Task<TaskEvent?> AfterAsync(EventCursor cursor, CancellationToken cancellationToken) =>
        FirstAsync(cursor, isIncluded: false, cancellationToken);

    /// <summary>True when the next event after this one, which was given last, is here already.</summary>
    public bool Knows(EventCursor last) => _place == last && (_read.Count > 0 || hand.After(last) is not null);

    /// <summary>Keeps the task for the next turn as it is after the event that was given last.</summary>
    /// <remarks>Not for an event that will be asked for again.</remarks>
    public void Keep()
    {
        if (Fold.Task is { } task)
        {
            if (task.Status.State.IsTerminal())
            {
                folds?.Forget(subscription);
            }
            else
            {
                folds?.Keep(subscription, Fold);
            }
        }
    }

    // The first event after the cursor, or at it where that is included.
    private async Task<TaskEvent?> FirstAsync(EventCursor cursor, bool isIncluded, CancellationToken cancellationToken)
    {
        if (IsPast(_place))
        {
            (_place, Fold) = (EventCursor.Start, TaskFold.Empty);
            _read.Clear();
        }

        if (_place == EventCursor.Start && folds?.Find(subscription) is { } kept && !IsPast(kept.Place))
        {
            (_place, Fold) = (kept.Place, kept);
        }

        while (await DequeueAsync(cursor, cancellationToken) is { } change)
        {
            if (_place == cursor)
            {
                Keep(); // what is before the event is done with
            }

            _place = change.Cursor;
            Fold = folds is null ? Fold : Fold.With(change);
            if (IsPast(change.Cursor))
            {
                return change;
            }
        }

        return null;

        bool IsPast(EventCursor place) => place.IsAfter(cursor) || (isIncluded && place == cursor);
    }

    private async Task<TaskEvent?> DequeueAsync(EventCursor wanted, CancellationToken cancellationToken)
    {
        if (_read.Count == 0)
        {
            var from = folds is null && wanted.IsAfter(_place) ? wanted : _place;
            if (hand.After(from) is { } known)
            {
                return known;
            }

            foreach (var change in await events.ReadAsync(subscription.Task, from, Batch, cancellationToken))
            {
                _read.Enqueue(change);
            }
        }

        return _read.TryDequeue(out var next) ? next : null;
    }
}
