namespace A2A.Server.Tasks;

/// <summary>Places that are taken and given back, so many at a time, until they are closed.</summary>
internal class Places
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Func<int> _most = () => 0;
    private int _used = 1; // places that are taken, and one until the end

    /// <summary>The number of free places; 0 until they are open, and once they are closed.</summary>
    public int Free => Math.Max(0, _most() + 1 - Volatile.Read(ref _used));

    /// <summary>The number of places that are taken.</summary>
    public int Taken => Volatile.Read(ref _used) - 1;

    /// <summary>Is told that a place has become free, and says whether it looks for a use of it.</summary>
    public Func<bool> Freed { private get; set; } = () => false;

    /// <summary>Makes places.</summary>
    /// <param name="most">How many there are at a moment.</param>
    public void Open(Func<int> most) => _most = most;

    /// <summary>Takes a place; false when none is free.</summary>
    public bool TryTake()
    {
        for (var used = Volatile.Read(ref _used); used <= _most(); used = Volatile.Read(ref _used))
        {
            if (Interlocked.CompareExchange(ref _used, used + 1, used) == used)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives a place back; true when a use is looked for.</summary>
    public bool Release()
    {
        CountDown();
        return Freed();
    }

    /// <summary>No place is given any more. The task ends when all are free.</summary>
    public Task CloseAsync()
    {
        _most = () => -1;
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
