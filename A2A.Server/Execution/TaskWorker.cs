using System.Security.Cryptography;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Execution;

/// <summary>Takes due tasks and runs them, so many at a time. On shutdown it drains, then gives back what is left.</summary>
internal sealed partial class TaskWorker(
    IWorkQueue queue, TaskRunner runner, LocalSlots slots, DueLoop<TaskId> loop, IOptions<ExecutionOptions> options,
    ILogger<TaskWorker> logger) : BackgroundService, IDueWork<TaskId>
{
    public TimeSpan Drain => options.Value.Drain;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        slots.Begin = run => Begin(run.Task.Id, () => Task.FromResult<TaskRun?>(run));
        slots.Open(() => options.Value.Concurrency);
        return loop.RunAsync(this, stoppingToken);
    }

    public bool TryParse(string subject, out TaskId due) => TaskId.TryParse(subject, out due);

    public Task<IReadOnlyList<TaskId>> DueAsync(int most, CancellationToken cancellationToken) => queue.DueAsync(most, cancellationToken);

    public bool TryBegin(TaskId due, bool isRung)
    {
        if (!loop.TryTakePlace())
        {
            return false;
        }

        var lease = new Lease(due, RandomNumberGenerator.GetHexString(32, lowercase: true));
        Begin(due, () => queue.TakeAsync(lease, CancellationToken.None)); // a lease that is taken must be known
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
                await (loop.Stopping.IsCancellationRequested ? queue.GiveBackAsync(run) : runner.RunAsync(run, loop.Shutdown));
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

    [LoggerMessage(
        EventId = 208, EventName = "TasksNotLooked", Level = LogLevel.Warning,
        Message = "Could not look for due tasks; trying again")]
    public partial void LogNotLooked(Exception exception);

    [LoggerMessage(
        EventId = 209, EventName = "TasksRunFailed", Level = LogLevel.Error,
        Message = "The run of task {TaskId} broke off; it goes on elsewhere when its lease runs out")]
    private partial void LogRunFailed(TaskId taskId, Exception exception);

    [LoggerMessage(EventId = 210, EventName = "TasksDraining", Level = LogLevel.Information, Message = "Draining {Count} running tasks")]
    public partial void LogDraining(int count);
}
