using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol;

/// <summary>Where a task stands (A2A 1.0, <c>TaskState</c>).</summary>
[JsonConverter(typeof(WireEnumConverter<TaskState>))]
public enum TaskState
{
    /// <summary>No state was given.</summary>
    [JsonStringEnumMemberName("TASK_STATE_UNSPECIFIED")]
    Unspecified,

    /// <summary>Accepted, not yet begun.</summary>
    [JsonStringEnumMemberName("TASK_STATE_SUBMITTED")]
    Submitted,

    /// <summary>An agent is at it.</summary>
    [JsonStringEnumMemberName("TASK_STATE_WORKING")]
    Working,

    /// <summary>Done. Terminal.</summary>
    [JsonStringEnumMemberName("TASK_STATE_COMPLETED")]
    Completed,

    /// <summary>Ended by an error. Terminal.</summary>
    [JsonStringEnumMemberName("TASK_STATE_FAILED")]
    Failed,

    /// <summary>Ended by the caller's wish. Terminal.</summary>
    [JsonStringEnumMemberName("TASK_STATE_CANCELED")]
    Canceled,

    /// <summary>Waits for a further message of the caller. Interrupted.</summary>
    [JsonStringEnumMemberName("TASK_STATE_INPUT_REQUIRED")]
    InputRequired,

    /// <summary>The agent declined it. Terminal.</summary>
    [JsonStringEnumMemberName("TASK_STATE_REJECTED")]
    Rejected,

    /// <summary>Waits for the caller to authenticate. Interrupted.</summary>
    [JsonStringEnumMemberName("TASK_STATE_AUTH_REQUIRED")]
    AuthRequired,
}

/// <summary>What the specification says about groups of states (A2A 1.0, section 4.1.3).</summary>
public static class TaskStates
{
    /// <summary>True for completed, failed, canceled and rejected: nothing follows.</summary>
    public static bool IsTerminal(this TaskState state) =>
        state is TaskState.Completed or TaskState.Failed or TaskState.Canceled or TaskState.Rejected;

    /// <summary>True for input-required and auth-required: the caller must act.</summary>
    public static bool IsInterrupted(this TaskState state) =>
        state is TaskState.InputRequired or TaskState.AuthRequired;
}
