using A2A.Protocol;

namespace A2A.SampleClient.Receiver;

/// <summary>The webhooks of a task that arrived, in order of arrival.</summary>
/// <param name="Notifications">All of them.</param>
/// <param name="Patience">How long was waited for the last one at most.</param>
internal sealed record Heard(IReadOnlyList<Notification> Notifications, TimeSpan Patience)
{
    /// <summary>The first verified webhook that tells of a state; null when there is none.</summary>
    public Notification? First(TaskState state = TaskState.Completed) =>
        Notifications.FirstOrDefault(n => n.IsVerified && n.TaskState == state);

    /// <summary>Whether a webhook has a text in its body.</summary>
    public bool Says(string text) => Notifications.Any(n => n.Text?.Contains(text, StringComparison.Ordinal) == true);
}
