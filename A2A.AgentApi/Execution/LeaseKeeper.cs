using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Execution;

/// <summary>Why a run must stop before its agent is done.</summary>
internal enum StopReason
{
    None,

    /// <summary>The caller wants the task canceled.</summary>
    CancelRequested,

    /// <summary>Another worker has the task, or may have it by now.</summary>
    LeaseLost,

    /// <summary>This replica shuts down.</summary>
    ShuttingDown,
}

/// <summary>Renews a lease while a task runs, and says when the run must stop and why.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly IWorkQueue _queue;
    private readonly Lease _lease;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Alarm _look;
    private readonly IDisposable _bell;
    private readonly CancellationTokenRegistration _shutdown;
    private readonly Task _loop;
    private int _reason;

    public LeaseKeeper(IWorkQueue queue, IDoorbell doorbell, Lease lease, TimeSpan duration, TimeProvider time, CancellationToken shutdown)
    {
        _queue = queue;
        _lease = lease;
        _duration = duration;
        _time = time;
        _look = new Alarm(time);
        _bell = doorbell.Listen(Bell.Cancel(lease.Task), _look.Ring);
        _shutdown = shutdown.Register(() => Stop(StopReason.ShuttingDown));
        _loop = RenewAsync();
    }

    /// <summary>Canceled when the run must stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why it must stop; the first reason stays.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    public async ValueTask DisposeAsync()
    {
        _bell.Dispose();
        await _shutdown.DisposeAsync();
        await _over.CancelAsync();
        await _loop;
        _over.Dispose();
        _stop.Dispose();
    }

    // Time is measured here by this process's monotonic clock, and only for how long it may go on without an answer.
    private async Task RenewAsync()
    {
        var renewed = _time.GetTimestamp();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await _look.WaitAsync(_duration / 3, _over.Token);
                var asked = _time.GetTimestamp();
                switch (await TryRenewAsync())
                {
                    case LeaseOutcome.Held: renewed = asked; break;
                    case LeaseOutcome.CancelRequested: renewed = asked; Stop(StopReason.CancelRequested); break;
                    case LeaseOutcome.NotOwner: Stop(StopReason.LeaseLost); break;
                    case null when _time.GetElapsedTime(renewed) > _duration: Stop(StopReason.LeaseLost); break;
                    case null: await Task.Delay(_duration / 30, _time, _over.Token); break;
                }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task<LeaseOutcome?> TryRenewAsync()
    {
        try
        {
            return await _queue.RenewAsync(_lease, _over.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null; // no answer, whatever the reason: when that lasts, the lease counts as lost
        }
    }

    private void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
        {
            _stop.Cancel();
        }
    }
}
