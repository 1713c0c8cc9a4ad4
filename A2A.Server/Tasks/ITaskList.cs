using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>The tasks of owners, in the order of their status times, newest first.</summary>
internal interface ITaskList
{
    /// <summary>The tasks that match and come after the place, at most as many as the query's page holds; fewer when they are large, but one.</summary>
    /// <exception cref="StorageUnavailableException">The store does not answer in time.</exception>
    Task<ListedTasks> ReadAsync(TaskQuery query, PagePlace? after, CancellationToken cancellationToken);
}

/// <param name="Tasks">Newest status first.</param>
/// <param name="Next">After which place to read on; null when nothing follows.</param>
/// <param name="Total">How many tasks match in all.</param>
internal sealed record ListedTasks(IReadOnlyList<AgentTask> Tasks, PagePlace? Next, int Total);

/// <summary>A place in the list of tasks: later ones have an older status, or one of the same millisecond and a lesser id.</summary>
/// <param name="Milliseconds">Since 1970, of the status.</param>
/// <param name="Id">The task.</param>
internal readonly record struct PagePlace(long Milliseconds, TaskId Id) : IComparable<PagePlace>
{
    /// <summary>Less than zero when this place comes first.</summary>
    public int CompareTo(PagePlace other) => Milliseconds != other.Milliseconds
        ? other.Milliseconds.CompareTo(Milliseconds)
        : string.CompareOrdinal(other.Id.Value, Id.Value);
}
