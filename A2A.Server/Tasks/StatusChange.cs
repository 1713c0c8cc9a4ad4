using A2A.Protocol;
using TaskStatus = A2A.Protocol.TaskStatus;

namespace A2A.Server.Tasks;

/// <summary>Makes the events that tell of a new status; their time is the store's.</summary>
internal static class StatusChange
{
    /// <summary>What a task says that its caller canceled.</summary>
    public const string CanceledText = "Canceled at the caller's request.";

    /// <param name="task">Its ids are taken.</param>
    /// <param name="state">The new state.</param>
    /// <param name="message">What is said: by the agent, or by the caller that goes on with the task.</param>
    public static StreamResponse Of(AgentTask task, TaskState state, Message? message) => new()
    {
        StatusUpdate = new TaskStatusUpdateEvent
        {
            TaskId = task.Id,
            ContextId = task.ContextId,
            Status = new TaskStatus { State = state, Message = message },
        },
    };

    /// <summary>The agent's words; null where it says nothing.</summary>
    public static Message? Say(AgentTask task, IReadOnlyList<Part>? parts) => parts is null ? null : new Message
    {
        MessageId = Guid.NewGuid().ToString("D"),
        TaskId = task.Id,
        ContextId = task.ContextId,
        Role = Role.Agent,
        Parts = parts,
    };
}
