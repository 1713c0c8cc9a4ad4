namespace A2A.Server.Tasks;

/// <summary>Reads the event logs of tasks.</summary>
internal interface ITaskEvents
{
    /// <summary>At most <paramref name="count"/> events after the cursor, oldest first; empty when there are none.</summary>
    Task<IReadOnlyList<TaskEvent>> ReadAsync(TaskId id, EventCursor after, int count, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="count"/> events from the one at the cursor on, oldest first; empty when the task has no event there.
    /// </summary>
    Task<IReadOnlyList<TaskEvent>> ReadFromAsync(TaskId id, EventCursor at, int count, CancellationToken cancellationToken);

    /// <summary>Every event after the cursor, as it comes, in order and without gap or repeat; ends after the terminal one.</summary>
    /// <remarks>Ends too when the log is gone. Waits through an outage of the store.</remarks>
    IAsyncEnumerable<TaskEvent> FollowAsync(TaskId id, EventCursor after, CancellationToken cancellationToken);
}
