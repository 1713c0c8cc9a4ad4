namespace A2A.Server.Tasks;

/// <summary>
/// This replica's places for tasks. A submitted task is leased to the replica that takes it in when it has a place free: no
/// queue delay, no race.
/// </summary>
internal sealed class LocalSlots : Places
{
    /// <summary>Runs a task in a place that was taken for it, and releases the place in the end. Must be quick.</summary>
    public Action<TaskRun> Begin { private get; set; } = _ => throw new InvalidOperationException("There are no places yet.");

    /// <summary>Begins a task that was written under a lease in a place that was taken.</summary>
    public void HandOver(TaskRun run) => Begin(run);
}
