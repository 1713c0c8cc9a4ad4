using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Scenarios.Disconnect;

/// <summary>Judges a run.</summary>
internal static class DisconnectVerdict
{
    public static Verdict Of(DisconnectRun run) => Verdict.Of(
        new Check("The connection was closed while the task was running", ClosedTooLate(run)),
        new Check("The webhook that tells of completion came after that", NotToldAfterwards(run)),
        new Check("Every notification was verified", NotVerified(run.Notifications)),
        new Check("The states came in order, completed last", NotInOrder(run.Notifications)),
        new Check("The task is completed", NotCompleted(run.Task)),
        new Check("The result is there", NoResult(run.Task)));

    private static string? ClosedTooLate(DisconnectRun run) => run.StateAtDisconnect.IsTerminal()
        ? $"the task was {run.StateAtDisconnect.ToV03()} before the connection was closed"
        : null;

    /// <summary>Told by the receiver's own order, so that no two clocks need agree.</summary>
    private static string? NotToldAfterwards(DisconnectRun run)
    {
        if (run.Notifications.Count == 0)
        {
            return $"no webhook arrived within {run.Patience}";
        }

        var completed = run.Notifications.FirstOrDefault(n => n is { IsVerified: true, TaskState: TaskState.Completed });
        return completed switch
        {
            null => $"no verified webhook told of completion within {run.Patience}",
            _ when completed.Sequence <= run.SequenceAtDisconnect =>
                "the webhook of completion had arrived before the connection was closed",
            _ => null,
        };
    }

    private static string? NotVerified(IReadOnlyList<Notification> notifications)
    {
        var bad = notifications.Where(n => !n.IsVerified).ToList();
        return bad is [var first, ..]
            ? $"{bad.Count} of {notifications.Count} notifications not verified (the first is {first.Verdict ?? "without a verdict"})"
            : notifications.Count == 0 ? "there is no notification to verify" : null;
    }

    /// <summary>Submitted comes before all others, and nothing after a terminal state. A webhook without a state has no say.</summary>
    private static string? NotInOrder(IReadOnlyList<Notification> notifications)
    {
        var states = notifications.Select(n => n.TaskState).Where(state => state != TaskState.Unspecified).ToList();
        var inOrder = states.Zip(states.Skip(1)).All(pair => MayFollow(pair.First, pair.Second));
        return inOrder && states is [.., TaskState.Completed]
            ? null
            : $"the states came as [{string.Join(", ", states.Select(state => state.ToV03()))}]";
    }

    private static bool MayFollow(TaskState first, TaskState second) =>
        !first.IsTerminal() && (second != TaskState.Submitted || first == TaskState.Submitted);

    private static string? NotCompleted(AgentTask task) => task.Status.State == TaskState.Completed
        ? null
        : $"the task is {task.Status.State.ToV03()}";

    private static string? NoResult(AgentTask task) => task.Artifacts is { } artifacts && artifacts.Any(a => a.Parts.Count > 0)
        ? null
        : "the task has no artifact";
}
