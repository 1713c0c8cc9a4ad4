using A2A.Protocol;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Scenarios.Disconnect;

/// <summary>What was seen while the scenario ran.</summary>
internal sealed record DisconnectRun
{
    /// <summary>The last state that the stream told before it was closed.</summary>
    public required TaskState StateAtDisconnect { get; init; }

    /// <summary>The sequence of the newest webhook when the connection had just been closed; 0 = none yet.</summary>
    public required long SequenceAtDisconnect { get; init; }

    /// <summary>All webhooks of the task, in order of arrival.</summary>
    public required IReadOnlyList<Notification> Notifications { get; init; }

    /// <summary>How long was waited for the last one at most.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>The task as the agent told it at the end.</summary>
    public required AgentTask Task { get; init; }
}
