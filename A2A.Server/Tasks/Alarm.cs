namespace A2A.Server.Tasks;

/// <summary>
/// What a loop waits on between two looks: a ring, or the time when it looks anyway. Several rings are one reason to look.
/// </summary>
internal sealed class Alarm(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiter;
    private bool _isRung;

    /// <summary>Ends the wait that is under way, or the next one.</summary>
    public void Ring()
    {
        TaskCompletionSource? waiter;
        lock (_lock)
        {
            waiter = _waiter;
            _waiter = null;
            _isRung = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Waits for a ring, at most so long. One wait at a time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        Task rung;
        lock (_lock)
        {
            if (_isRung)
            {
                _isRung = false;
                return;
            }

            _waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            rung = _waiter.Task;
        }

        // Nothing is thrown when the time is over: many streams wait here for long.
        await rung.WaitAsync(longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _waiter = null; // a ring from here on is for the next wait
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
