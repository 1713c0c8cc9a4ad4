namespace A2A.Protocol.V03;

/// <summary>The names of states in 0.3 (A2A 0.3, section 6.3).</summary>
public static class V03TaskState
{
    private static readonly Dictionary<TaskState, string> Names = new()
    {
        [TaskState.Unspecified] = "unknown",
        [TaskState.Submitted] = "submitted",
        [TaskState.Working] = "working",
        [TaskState.Completed] = "completed",
        [TaskState.Failed] = "failed",
        [TaskState.Canceled] = "canceled",
        [TaskState.InputRequired] = "input-required",
        [TaskState.Rejected] = "rejected",
        [TaskState.AuthRequired] = "auth-required",
    };

    private static readonly Dictionary<string, TaskState> States = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The state's name in 0.3.</summary>
    public static string ToV03(this TaskState state) => Names[state];

    /// <summary>The state of that name; unspecified when there is none.</summary>
    public static TaskState FromV03(string? name) => States.GetValueOrDefault(name ?? "", TaskState.Unspecified);
}
