using A2A.Server.Tasks;

namespace A2A.Server.Agents;

/// <summary>
/// The task went to another worker, has ended, or lost events of this run in a fail-over of the store: this run must stop, and nothing
/// it says is written any more.
/// </summary>
/// <remarks>Agents let it pass.</remarks>
public sealed class LeaseLostException : Exception
{
    internal LeaseLostException(TaskId task)
        : base($"The lease on task {task} is lost.")
    {
    }
}
