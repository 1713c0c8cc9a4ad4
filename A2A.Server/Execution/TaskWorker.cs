using System.Security.Cryptography;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Execution;

/// <summary>Takes due tasks and runs them, so many at a time. On shutdown it drains, then gives back what is left.</summary>
internal sealed partial class TaskWorker(
    IWorkQueue queue, TaskRunner runner, LocalSlots slots, IDoorbell doorbell, IHostApplicationLifetime lifetime,
    IOptions<ExecutionOptions> options, TimeProvider time, ILogger<TaskWorker> logger) : BackgroundService
{
    private readonly ExecutionOptions _options = options.Value;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly DueLook _look = new(time);
    private CancellationToken _stopping;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The drain begins with the stop of the host, not after the web server's: a slow caller must not use up its time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        _stopping = stop.Token;
        slots.Freed += () => _look.Freed();
        slots.Open(_options.Concurrency, run => Begin(run.Task.Id, () => Task.FromResult<TaskRun?>(run)));
        using (doorbell.Listen(Bell.Work, Take))
        {
            await _look.RunAsync(LookAsync, LogLookFailed, stop.Token);
        }

        LogDraining(slots.Taken);
        var drained = slots.CloseAsync();
        await Task.WhenAny(drained, Task.Delay(_options.Drain, time, CancellationToken.None));
        await _shutdown.CancelAsync();
        await drained;
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        if (!_look.TryPlace(() => slots.Free > 0))
        {
            return;
        }

        var most = Math.Max(slots.Free, 1);
        var due = await queue.DueAsync(most, stoppingToken);
        if (due.Count >= most)
        {
            _look.HasMore();
        }

        _ = due.All(TryBegin); // until one finds no place
    }

    // A ring that names a task begins it; one that names none says that there is something due somewhere.
    private bool Take(string subject)
    {
        if (TaskId.TryParse(subject, out var id))
        {
            return TryBegin(id);
        }

        _look.Ring();
        return true;
    }

    private bool TryBegin(TaskId id)
    {
        if (!_look.TryPlace(slots.TryTake))
        {
            return false;
        }

        var lease = new Lease(id, RandomNumberGenerator.GetHexString(32, lowercase: true));
        Begin(id, () => queue.TakeAsync(lease, CancellationToken.None)); // a lease that is taken must be known
        return true;
    }

    // Nothing of the caller's context goes along: it may be a request that is over long before.
    private void Begin(TaskId id, Func<Task<TaskRun?>> take) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static begun => _ = begun.Worker.RunAsync(begun.Id, begun.Take), (Worker: this, Id: id, Take: take), preferLocal: true);

    // Never throws: its end is known by the place alone.
    private async Task RunAsync(TaskId id, Func<Task<TaskRun?>> take)
    {
        try
        {
            if (await take() is { } run)
            {
                await (_stopping.IsCancellationRequested ? queue.GiveBackAsync(run) : runner.RunAsync(run, _shutdown.Token));
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
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _shutdown.Dispose();
    }

    [LoggerMessage(
        EventId = 208, EventName = "TasksLookFailed", Level = LogLevel.Warning,
        Message = "Could not look for due tasks; trying again")]
    private partial void LogLookFailed(Exception exception);

    [LoggerMessage(
        EventId = 209, EventName = "TasksRunFailed", Level = LogLevel.Error,
        Message = "The run of task {TaskId} broke off; it goes on elsewhere when its lease runs out")]
    private partial void LogRunFailed(TaskId taskId, Exception exception);

    [LoggerMessage(EventId = 210, EventName = "TasksDraining", Level = LogLevel.Information, Message = "Draining {Count} running tasks")]
    private partial void LogDraining(int count);
}
