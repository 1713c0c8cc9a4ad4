using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Playing;
using A2A.SampleClient.Receiver;
using Spectre.Console;

namespace A2A.SampleClient.Output;

/// <summary>What a person sees of one run: lines, and on a terminal a bar that shows where the task stands.</summary>
/// <remarks>Texts of others are shown as they are, without markup and control characters.</remarks>
internal sealed class Screen(IAnsiConsole console, TaskBar? bar = null)
{
    public void Say(string text) => Line(text, Style.Plain);

    public void Complain(string text) => Line(text, new Style(Color.Red));

    public void ShowEvent(StreamItem item)
    {
        Line($"  event {item.EventId ?? "-"}: {Describe(item.Response)}", new Style(Color.Grey));
        ShowState(item.State, item.Status?.Message?.Text);
    }

    public void ShowNotification(Notification notification)
    {
        var said = notification.Text is { } text ? $": {text}" : "";
        Line(
            $"  webhook {notification.Sequence} at {notification.Timestamp:HH:mm:ss.fff}:"
            + $" {notification.State ?? "result"}, {notification.Verdict}"
            + $" ({string.Join(", ", notification.Schemes ?? [])}){said}",
            new Style(notification.IsVerified ? Color.Green : Color.Red));
        ShowState(notification.TaskState, notification.Text);
    }

    /// <summary>Moves the bar, where there is one.</summary>
    public void ShowState(TaskState state, string? text) => bar?.Show(state, text);

    public void ShowResult(AgentTask task)
    {
        Say($"Task {task.Id} is {task.Status.State.ToText()}{(task.Status.Message is { Text: var text } ? $": {text}" : ".")}");
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

    /// <summary>The checks, the times, and the verdict.</summary>
    public void Show(ScenarioReport report)
    {
        foreach (var check in report.Checks)
        {
            Line(
                check.Holds ? $"✔ {check.Claim}" : $"✘ {check.Claim}: {check.Problem}",
                new Style(check.Holds ? Color.Green : Color.Red));
        }

        ShowVerdict(report);
    }

    /// <summary>The times and the verdict.</summary>
    public void ShowVerdict(ScenarioReport report)
    {
        Line($"After {string.Join(", ", report.Durations.Select(mark => $"{mark.Value:0.0} s {Words(mark.Key)}"))}", new Style(Color.Grey));
        Line(
            report.Passed ? "VERDICT: passed" : $"VERDICT: FAILED ({report.Reason})",
            new Style(report.Passed ? Color.Green : Color.Red));
    }

    private static string Words(string mark) => mark switch
    {
        "answered" => "the answer",
        "firstWebhook" => "the first webhook",
        "ended" => "the task's end",
        _ => "the verdict",
    };

    private static string Describe(StreamResponse response) => response switch
    {
        { Task: { } task } => $"task {task.Id}, {task.Status.State.ToText()}",
        { StatusUpdate: { } update } => update.Status.Message is { Text: { Length: > 0 } text }
            ? $"{update.Status.State.ToText()}: {text}"
            : update.Status.State.ToText(),
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
