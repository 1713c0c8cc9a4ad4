using System.Collections.Concurrent;
using System.Security.Cryptography;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Execution;

/// <summary>Takes due tasks and runs them, so many at a time. On shutdown it drains, then gives back what is left.</summary>
internal sealed partial class TaskWorker(
    IWorkQueue queue, TaskRunner runner, LocalSlots slots, IDoorbell doorbell, IHostApplicationLifetime lifetime, IOptions<ExecutionOptions> options, TimeProvider time,
    ILogger<TaskWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(1);

    private readonly ExecutionOptions _options = options.Value;
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Alarm _look = new(time);
    private volatile bool _mayBeMore;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var bell = doorbell.Listen(Bell.Work, Take);
        slots.Release(_options.Concurrency);
        _look.Ring(); // what is due already
        // The drain begins with the stop of the host, not after the web server's: a slow caller must not use up its time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(TakeHandedOverAsync(stop.Token), TakeDueAsync(stop.Token));
        slots.Close();
        await DrainAsync();
    }

    private async Task TakeHandedOverAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var run in slots.HandedOver.ReadAllAsync(stoppingToken))
            {
                Begin(run);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was handed over and not begun is given back.
        }
    }

    private async Task TakeDueAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _look.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
                _mayBeMore = true; // whoever ends from here on rings
                var free = Math.Max(slots.Free, 0);
                var due = await queue.DueAsync(free, stoppingToken);
                _mayBeMore = due.Count >= free;
                foreach (var id in due)
                {
                    if (!TryBegin(id))
                    {
                        break;
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (e is not StorageUnavailableException)
                {
                    LogSweepFailed(e);
                }

                await Task.Delay(Outage, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _look.Ring();
            }
        }
    }

    // A ring that names a task begins it; one that names none says that there is something due somewhere.
    private bool Take(string subject)
    {
        if (!TaskId.TryParse(subject, out var id))
        {
            _look.Ring();
            return true;
        }

        if (TryBegin(id))
        {
            return true;
        }

        _mayBeMore = true; // whoever ends from here on looks
        if (slots.Free > 0)
        {
            _look.Ring(); // one ended meanwhile
        }

        return false;
    }

    private bool TryBegin(TaskId id)
    {
        if (!slots.TryTake())
        {
            return false;
        }

        var lease = new Lease(id, RandomNumberGenerator.GetHexString(32, lowercase: true));
        Begin(id, async () => await queue.TakeAsync(lease, CancellationToken.None)); // a lease that is taken must be known
        return true;
    }

    private void Begin(TaskRun run) => Begin(run.Task.Id, () => ValueTask.FromResult<TaskRun?>(run));

    private void Begin(TaskId id, Func<ValueTask<TaskRun?>> take)
    {
        var run = RunAsync(id, take);
        _running[run] = 0;
        _ = run.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task RunAsync(TaskId id, Func<ValueTask<TaskRun?>> take)
    {
        await Task.Yield();
        try
        {
            if (await take() is { } run)
            {
                await runner.RunAsync(run, _shutdown.Token);
            }
        }
        catch (StorageUnavailableException)
        {
            // Not begun: the lease, if it was taken, runs out.
        }
        catch (Exception e)
        {
            LogRunFailed(id, e);
        }
        finally
        {
            slots.Release();
            if (_mayBeMore)
            {
                _look.Ring();
            }
        }
    }

    private async Task DrainAsync()
    {
        var running = Task.WhenAll(_running.Keys);
        LogDraining(_running.Count);
        await Task.WhenAny(running, Task.Delay(_options.Drain, time));
        await _shutdown.CancelAsync();
        await running;
        await GiveBackHandedOverAsync();
    }

    // Submitted while the drain began: nobody here runs them any more.
    private async Task GiveBackHandedOverAsync()
    {
        while (slots.HandedOver.TryRead(out var run))
        {
            run.Rest.SetResult(null);
            try
            {
                await queue.ReleaseAsync(run.Lease, CancellationToken.None);
            }
            catch (StorageUnavailableException)
            {
                // The lease runs out.
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _shutdown.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for due tasks; trying again")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of task {TaskId} broke off; it goes on elsewhere when its lease runs out")]
    private partial void LogRunFailed(TaskId taskId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining {Count} running tasks")]
    private partial void LogDraining(int count);
}
