using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>Events of one task that this replica wrote a moment ago, so that a delivery need not read them back.</summary>
/// <remarks>A hint: what is missing is in the log.</remarks>
internal sealed class EventsInHand
{
    private const int Most = 32;
    private const int MostBytes = 64 * 1024;

    private readonly Queue<TaskEvent> _events = new();
    private readonly Lock _lock = new();

    public void Add(TaskEvent written)
    {
        lock (_lock)
        {
            if (_events.Count < Most && written.Json.Length <= MostBytes)
            {
                _events.Enqueue(written);
            }
        }
    }

    /// <summary>The event that follows the cursor without a gap; null when it is not here.</summary>
    public TaskEvent? After(EventCursor cursor)
    {
        lock (_lock)
        {
            while (_events.TryPeek(out var first) && first.Before is { } before)
            {
                if (before == cursor)
                {
                    return first;
                }

                if (before.IsAfter(cursor))
                {
                    return null; // what lies between must be told first
                }

                _events.Dequeue();
            }

            return null;
        }
    }
}
