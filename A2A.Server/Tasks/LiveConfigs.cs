namespace A2A.Server.Tasks;

/// <summary>The push configs of a task that are told of its events, as they were at one revision.</summary>
/// <param name="Revision">Grows with each change of the task's configs.</param>
/// <param name="All">The configs; one that has ended is not among them.</param>
internal sealed record LiveConfigs(long Revision, IReadOnlyList<PushConfig> All)
{
    /// <summary>Not known: the next write to the task says what they are.</summary>
    public static LiveConfigs Unknown { get; } = new(-1, []);

    /// <summary>Those of a task as it is created.</summary>
    public static LiveConfigs Of(PushConfig? config) => config is null ? new(0, []) : new(1, [config]);
}
