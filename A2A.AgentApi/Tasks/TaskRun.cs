namespace A2A.AgentApi.Tasks;

/// <summary>A task as a worker takes it: what is there, and how far earlier runs came.</summary>
internal sealed record TaskRun
{
    public required Lease Lease { get; init; }

    public required TaskSnapshot Task { get; init; }

    /// <summary>Results of the steps that are done, as JSON, by name.</summary>
    public required IReadOnlyDictionary<string, string> Steps { get; init; }

    /// <summary>How many operations of the agent are written already.</summary>
    public required long Sequence { get; init; }

    /// <summary>1 for the first run since the last step that was done; grows when a worker dies with the task.</summary>
    public required int Attempt { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>True when the task has a push config.</summary>
    public required bool HasWebhook { get; init; }
}
