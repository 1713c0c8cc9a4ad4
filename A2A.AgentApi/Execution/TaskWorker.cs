using System.Collections.Concurrent;
using System.Security.Cryptography;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Execution;

/// <summary>Takes due tasks and runs them, so many at a time. On shutdown it drains, then gives back what is left.</summary>
internal sealed partial class TaskWorker(
    IWorkQueue queue, TaskRunner runner, LocalSlots slots, IDoorbell doorbell, IHostApplicationLifetime lifetime,
    IOptions<ExecutionOptions> options, TimeProvider time, ILogger<TaskWorker> logger) : BackgroundService
{
    private readonly ExecutionOptions _options = options.Value;
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly DueLook _look = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var bell = doorbell.Listen(Bell.Work, Take);
        slots.Freed += () => _look.Freed();
        slots.Release(_options.Concurrency);
        // The drain begins with the stop of the host, not after the web server's: a slow caller must not use up its time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(TakeHandedOverAsync(stop.Token), _look.RunAsync(LookAsync, LogLookFailed, stop.Token));
        slots.Close();
        await GiveBackHandedOverAsync();
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
        }
    }

    private async Task DrainAsync()
    {
        var running = Task.WhenAll(_running.Keys);
        LogDraining(_running.Count);
        await Task.WhenAny(running, Task.Delay(_options.Drain, time));
        await _shutdown.CancelAsync();
        await running;
    }

    private async Task GiveBackHandedOverAsync()
    {
        while (slots.HandedOver.TryRead(out var run))
        {
            await queue.GiveBackAsync(run);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _shutdown.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look for due tasks; trying again")]
    private partial void LogLookFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of task {TaskId} broke off; it goes on elsewhere when its lease runs out")]
    private partial void LogRunFailed(TaskId taskId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining {Count} running tasks")]
    private partial void LogDraining(int count);
}
