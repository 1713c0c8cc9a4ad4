using System.Threading.Channels;

namespace A2A.AgentApi.Tasks;

/// <summary>This replica's free places for tasks, and the tasks that it created for itself.</summary>
/// <remarks>A submitted task is leased to the replica that takes it in when it has a place free: no queue delay, no race.</remarks>
internal sealed class LocalSlots
{
    private readonly Channel<TaskRun> _handedOver = Channel.CreateUnbounded<TaskRun>(); // bounded by the number of slots
    private int _free;

    /// <summary>The number of free places; 0 until the worker runs.</summary>
    public int Free => Volatile.Read(ref _free);

    /// <summary>Tasks that begin here at once, already leased, as they were written.</summary>
    public ChannelReader<TaskRun> HandedOver => _handedOver.Reader;

    /// <summary>Places have become free.</summary>
    public event Action? Freed;

    /// <summary>Adds places: at start, and when one becomes free.</summary>
    public void Release(int places = 1)
    {
        Interlocked.Add(ref _free, places);
        Freed?.Invoke();
    }

    /// <summary>Takes a place; false when none is free.</summary>
    public bool TryTake()
    {
        if (Interlocked.Decrement(ref _free) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref _free);
        return false;
    }

    /// <summary>Takes all places, so that nothing begins here any more.</summary>
    public void Close()
    {
        Interlocked.Exchange(ref _free, int.MinValue / 2);
        _handedOver.Writer.TryComplete();
    }

    /// <summary>Gives a task, written under a lease in a place that was taken, to the worker; false when it takes none any more.</summary>
    public bool HandOver(TaskRun run) => _handedOver.Writer.TryWrite(run);
}
