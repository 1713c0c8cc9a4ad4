using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.Protocol.V03;
using A2A.SampleClient.Receiver;
using A2A.SampleClient.Scenarios;
using Spectre.Console;

namespace A2A.SampleClient.Output;

/// <summary>What a person sees: colours and a spinner in a terminal, plain lines elsewhere.</summary>
/// <remarks>Texts of others are shown as they are, without markup and control characters.</remarks>
internal sealed class Screen(IAnsiConsole console)
{
    public void Say(string text) => Line(text, Style.Plain);

    public void Complain(string text) => Line(text, new Style(Color.Red));

    public void ShowEvent(StreamItem item) => Line($"  event {item.EventId ?? "-"}: {Describe(item.Response)}", new Style(Color.Grey));

    public void ShowNotification(Notification notification) => Line(
        $"  webhook {notification.Sequence} at {notification.Timestamp:HH:mm:ss.fff}:"
        + $" {notification.State ?? "no state"}, {notification.Verdict}"
        + $" ({string.Join(", ", notification.Schemes ?? [])})",
        new Style(notification.IsVerified ? Color.Green : Color.Red));

    public void ShowResult(AgentTask task)
    {
        Say($"Task {task.Id} is {task.Status.State.ToV03()}.");
        foreach (var artifact in task.Artifacts ?? [])
        {
            Say($"Artifact {artifact.Name ?? artifact.ArtifactId}:");
            var lines = artifact.Parts.SelectMany(part => (part.Text ?? part.Data?.ToString() ?? part.Url ?? "(bytes)").Split('\n'));
            foreach (var line in lines)
            {
                Say($"  {line}");
            }
        }
    }

    public void Show(Verdict verdict)
    {
        foreach (var check in verdict.Checks)
        {
            Line(
                check.Holds ? $"✔ {check.Claim}" : $"✘ {check.Claim}: {check.Problem}",
                new Style(check.Holds ? Color.Green : Color.Red));
        }

        Line(
            verdict.Passed ? "VERDICT: passed" : $"VERDICT: FAILED ({verdict.Reason})",
            new Style(verdict.Passed ? Color.Green : Color.Red));
    }

    /// <summary>Shows that something takes its time while it does.</summary>
    public Task<T> WaitAsync<T>(string text, Func<Task<T>> work)
    {
        if (console.Profile.Capabilities.Interactive)
        {
            return console.Status().StartAsync(Markup.Escape(text), _ => work());
        }

        Say(text);
        return work();
    }

    private static string Describe(StreamResponse response) => response switch
    {
        { Task: { } task } => $"task {task.Id}, {task.Status.State.ToV03()}",
        { StatusUpdate: { } update } => $"{update.Status.State.ToV03()}: {update.Status.Message?.Text}",
        { ArtifactUpdate: { } update } => $"artifact {update.Artifact.Name ?? update.Artifact.ArtifactId}",
        { Message: { } message } => $"message: {message.Text}",
        _ => "nothing",
    };

    private void Line(string text, Style style)
    {
        console.Write(new Text(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)), style));
        console.WriteLine();
    }
}
