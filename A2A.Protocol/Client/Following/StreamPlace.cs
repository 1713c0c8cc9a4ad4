using System.Text.Json;
using A2A.Protocol.Client.Wire;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client.Following;

/// <summary>How far a stream has come, over all of its connections.</summary>
/// <param name="taskId">The task that the stream is of; null while it is unknown.</param>
/// <param name="lastEventId">The server's last event id that the caller knows of.</param>
/// <param name="untilInterrupted">
/// True when an interrupted task ends the stream, as it does after a message was sent (A2A 1.0, section 3.1.2).
/// </param>
internal sealed class StreamPlace(string? taskId, string? lastEventId, bool untilInterrupted)
{
    private bool _isMessage;
    private TaskState _state;
    private JsonElement? _snapshot;

    /// <summary>The task; null as long as the server has told of none.</summary>
    public string? TaskId { get; private set; } = taskId;

    /// <summary>The server's last event id; null when it gives none.</summary>
    public string? LastEventId { get; private set; } = lastEventId;

    /// <summary>True when nothing can follow.</summary>
    public bool IsOver => _isMessage || WouldEndWith(_state);

    /// <summary>True when the server may end the stream here: many do at an interrupted state, also where it could stay open.</summary>
    public bool MayEnd => IsOver || _state.IsInterrupted();

    /// <summary>True when nothing would follow a task in this state.</summary>
    public bool WouldEndWith(TaskState state) => state.IsTerminal() || (untilInterrupted && state.IsInterrupted());

    /// <summary>The server does not know the last event id: go on from the task as it is.</summary>
    public void ForgetEventId() => LastEventId = null;

    /// <summary>A connection has ended, and may have told the id of its last event only then; true when that is another one.</summary>
    public bool EndAt(string? eventId)
    {
        var isOther = eventId is not null && eventId != LastEventId;
        LastEventId = eventId ?? LastEventId;
        return isOther;
    }

    /// <summary>Moves on by one event; gives null for one that the caller has seen already.</summary>
    public StreamItem? Take(StreamedAnswer<StreamResponse> answer)
    {
        var isRepeat = (answer.EventId is { } id && id == LastEventId) || IsSameSnapshot(answer.Value.Task);
        LastEventId = answer.EventId ?? LastEventId;
        if (isRepeat)
        {
            return null;
        }

        (string? id, TaskState state) told = answer.Value switch
        {
            { Task: { } task } => (task.Id, task.Status.State),
            { StatusUpdate: { } update } => (update.TaskId, update.Status.State),
            { ArtifactUpdate: { } update } => (update.TaskId, _state),
            _ => (answer.Value.Message?.TaskId, _state),
        };
        // A direct answer is the only item of its stream (A2A 1.0, section 3.1.2).
        _isMessage = answer.Value.Message is not null && TaskId is null;
        TaskId ??= told.id;
        _state = told.state;
        return new StreamItem(LastEventId, answer.Value);
    }

    /// <summary>After a break, a server without event ids begins with the task as it is: news only if it has changed.</summary>
    private bool IsSameSnapshot(AgentTask? task)
    {
        var before = _snapshot;
        _snapshot = task is null ? null : JsonSerializer.SerializeToElement(task, A2AJson.Default.AgentTask);
        return before is { } old && _snapshot is { } now && JsonElement.DeepEquals(old, now);
    }
}
