using A2A.Server.Tasks;

namespace A2A.Server.Execution;

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
internal sealed partial class LeaseKeeper : IAsyncDisposable
{
    // A cancellation that was asked for before this run listened is seen by then.
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    private readonly IWorkQueue _queue;
    private readonly Lease _lease;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new(); // holds nothing to dispose of, and its callbacks may outlast this
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly IDisposable _bell;
    private readonly CancellationTokenRegistration _shutdown;
    private Task _renewal = Task.CompletedTask;
    private long _renewed;
    private bool _isAsked;
    private bool _isOver;
    private int _reason;

    public LeaseKeeper(
        IWorkQueue queue,
        IDoorbell doorbell,
        Lease lease,
        TimeSpan duration,
        TimeProvider time,
        ILogger logger,
        CancellationToken shutdown)
    {
        _queue = queue;
        _lease = lease;
        _duration = duration;
        _time = time;
        _logger = logger;
        _renewed = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Ask(), null, duration / 3 < FirstLook ? duration / 3 : FirstLook, duration / 3);
        _bell = doorbell.Listen(Bell.Cancel(lease.Task), Ask);
        _shutdown = shutdown.Register(() => Stop(StopReason.ShuttingDown));
    }

    /// <summary>Canceled when the run must stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Completes when the run must stop: before the token's callbacks, of which one may block.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Why it must stop; the first reason stays.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    public async ValueTask DisposeAsync()
    {
        _bell.Dispose();
        await _timer.DisposeAsync();
        await _shutdown.DisposeAsync();
        lock (_lock)
        {
            _isOver = true;
        }

        await _renewal; // one renewal's answer at most
    }

    // One renewal at a time: asked for during one, the next follows it.
    private void Ask()
    {
        lock (_lock)
        {
            _isAsked = true;
            if (!_isOver && _renewal.IsCompleted)
            {
                _renewal = RenewAsync();
            }
        }
    }

    private bool TakeAsked()
    {
        lock (_lock)
        {
            var asked = _isAsked && !_isOver && !_stop.IsCancellationRequested;
            _isAsked = false;
            return asked;
        }
    }

    // Time is measured here by this process's monotonic clock, and only for how long it may go on without an answer.
    private async Task RenewAsync()
    {
        await Task.Yield(); // off the lock
        while (TakeAsked())
        {
            var asked = _time.GetTimestamp();
            switch (await TryRenewAsync())
            {
                case LeaseOutcome.Held: _renewed = asked; break;
                case LeaseOutcome.CancelRequested: _renewed = asked; Stop(StopReason.CancelRequested); break;
                case LeaseOutcome.NotOwner: Stop(StopReason.LeaseLost); break;
                case null when _time.GetElapsedTime(_renewed) > _duration: Stop(StopReason.LeaseLost); break;
                case null: _timer.Change(_duration / 30, _duration / 3); break;
            }
        }
    }

    private async Task<LeaseOutcome?> TryRenewAsync()
    {
        try
        {
            return await _queue.RenewAsync(_lease, CancellationToken.None);
        }
        catch (Exception)
        {
            return null; // no answer, whatever the reason: when that lasts, the lease counts as lost
        }
    }

    private void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
        {
            _stopped.SetResult();
            _ = CancelAsync();
        }
    }

    // The callbacks that an agent registered run apart from the renewals: one may block or throw.
    private async Task CancelAsync()
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (AggregateException e)
        {
            LogCallbackFailed(_lease.Task, e);
        }
    }

    [LoggerMessage(
        EventId = 201, EventName = "LeaseCallbackFailed", Level = LogLevel.Error,
        Message = "A callback that the agent registered for the cancellation of task {TaskId} failed")]
    private partial void LogCallbackFailed(TaskId taskId, Exception exception);
}
