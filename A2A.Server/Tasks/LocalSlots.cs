namespace A2A.Server.Tasks;

/// <summary>
/// This replica's places for tasks. A submitted task is leased to the replica that takes it in when it has a place free: no
/// queue delay, no race.
/// </summary>
internal sealed class LocalSlots
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<TaskRun> _begin = _ => throw new InvalidOperationException("There are no places yet.");
    private int _most;
    private int _used = 1; // places that are taken, and one until the end

    /// <summary>The number of free places; 0 until the worker runs, and once it stops.</summary>
    public int Free => Math.Max(0, Volatile.Read(ref _most) + 1 - Volatile.Read(ref _used));

    /// <summary>The number of places that are taken.</summary>
    public int Taken => Volatile.Read(ref _used) - 1;

    /// <summary>A place has become free.</summary>
    public event Action? Freed;

    /// <summary>Makes so many places.</summary>
    /// <param name="places">How many.</param>
    /// <param name="begin">Runs a task in a place that was taken for it, and releases the place in the end. Must be quick.</param>
    public void Open(int places, Action<TaskRun> begin)
    {
        _begin = begin;
        Volatile.Write(ref _most, places);
    }

    /// <summary>Takes a place; false when none is free.</summary>
    public bool TryTake()
    {
        for (var used = Volatile.Read(ref _used); used <= Volatile.Read(ref _most); used = Volatile.Read(ref _used))
        {
            if (Interlocked.CompareExchange(ref _used, used + 1, used) == used)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Release()
    {
        CountDown();
        Freed?.Invoke();
    }

    /// <summary>Begins a task that was written under a lease in a place that was taken.</summary>
    public void HandOver(TaskRun run) => _begin(run);

    /// <summary>No place is given any more. The task ends when all are free.</summary>
    public Task CloseAsync()
    {
        Volatile.Write(ref _most, -1);
        CountDown();
        return _drained.Task;
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _used) == 0)
        {
            _drained.TrySetResult();
        }
    }
}
