using System.ComponentModel.DataAnnotations;

namespace A2A.Server.Tasks;

/// <summary>How tasks are kept.</summary>
public sealed class TaskOptions
{
    internal const string Section = "Tasks";

    /// <summary>Into how many partitions tasks are spread; fixed by the first start on an empty Redis.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 16;

    /// <summary>How long an ended task is kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long after its task's end a message that comes again gives that task; absent = as long as the task is kept, so that a
    /// caller may repeat a message days later. Then it makes another task.
    /// </summary>
    public TimeSpan? RememberMessagesFor { get; set; }

    /// <summary>How often tasks past their retention are looked for.</summary>
    public TimeSpan RetentionSweep { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often each partition is looked at for tasks and deliveries that are due and were not rung for.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long a task or a delivery may be due, beyond the next sweep, before the health report is Degraded: the replicas are
    /// blocked, or too few.
    /// </summary>
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many messages a task may hold, the agent's counted too, when its caller sends a further one.</summary>
    [Range(1, 100_000)]
    public int MaxMessages { get; set; } = 1000;

    /// <summary>How many bytes a task's messages may have, the agent's counted too, when its caller sends a further one.</summary>
    [Range(1024, 512 * 1024 * 1024)]
    public int MaxHistoryBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many bytes of tasks a page of a list is read from the store with; one task comes whatever its size.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int PageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a caller that wants to wait for the result may wait in one request.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer to a cancellation waits for the task's end.</summary>
    public TimeSpan CancelWait { get; set; } = TimeSpan.FromSeconds(5);
}
