using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Playing;

/// <summary>What scenarios claim of tasks and webhooks.</summary>
internal static class Checks
{
    /// <summary>What is to be true of a task that was submitted with a webhook and completed.</summary>
    public static IReadOnlyList<Check> Of(Course course, params string[] artifacts) =>
        [AnsweredAtOnce(course.Accepted), .. Of(course.Heard), Completed(course.Result), HasArtifacts(course.Result, artifacts)];

    /// <summary>What is to be true of a task's webhooks.</summary>
    public static IReadOnlyList<Check> Of(Heard heard, TaskState end = TaskState.Completed) =>
        [TellsOf(heard, end), EachIsVerified(heard), InOrder(heard, end)];

    public static Check AnsweredAtOnce(AgentTask accepted) => Check.That(
        "The answer came while the task was running", !accepted.Status.State.IsTerminal(), $"the task was {accepted.Status.State.ToV03()}");

    public static Check Completed(AgentTask task) => Is(task, TaskState.Completed);

    public static Check Is(AgentTask task, TaskState state) => Check.That(
        $"The task is {state.ToV03()}", task.Status.State == state, $"the task is {task.Status.State.ToV03()}{Words(task)}");

    /// <summary>The agent's last word about the task has a text in it.</summary>
    public static Check Says(AgentTask task, string text) => Check.That(
        $"The agent speaks of {text}",
        task.Status.Message?.Text.Contains(text, StringComparison.Ordinal) == true,
        $"the agent says nothing of {text}");

    /// <summary>Artifacts with these names, or any if none is named.</summary>
    public static Check HasArtifacts(AgentTask task, params string[] names)
    {
        string[] present = [.. (task.Artifacts ?? []).Where(a => a.Parts.Count > 0).Select(a => a.Name ?? a.ArtifactId)];
        var missing = names.Except(present).ToList();
        return new(names.Length > 1 ? $"The {names.Length} results are there" : "The result is there", (present, missing) switch
        {
            ([], _) => "the task has no artifact",
            (_, [_, ..]) => $"the task has no artifact {string.Join(", ", missing)}; it has {string.Join(", ", present)}",
            _ => null,
        });
    }

    public static Check EachIsVerified(Heard heard)
    {
        var bad = heard.Notifications.Where(n => !n.IsVerified).ToList();
        return new("Every notification was verified", bad is [var first, ..]
            ? $"{bad.Count} of {heard.Notifications.Count} notifications not verified (the first is {first.Verdict ?? "without a verdict"})"
            : heard.Notifications.Count == 0 ? "there is no notification to verify" : null);
    }

    /// <summary>Submitted comes before all others, and nothing after a terminal state. A webhook without a state has no say.</summary>
    public static Check InOrder(Heard heard, TaskState end = TaskState.Completed)
    {
        var states = heard.Notifications.Select(n => n.TaskState).Where(state => state != TaskState.Unspecified).ToList();
        var inOrder = states.Zip(states.Skip(1)).All(pair => MayFollow(pair.First, pair.Second)) && states is [.., var last] && last == end;
        return Check.That(
            $"The states came in order, {end.ToV03()} last",
            inOrder,
            $"the states came as [{string.Join(", ", states.Select(state => state.ToV03()))}]");
    }

    /// <summary>A verified webhook tells of the end.</summary>
    public static Check TellsOf(Heard heard, TaskState end = TaskState.Completed) => new(
        $"A webhook told that the task is {end.ToV03()}",
        heard.Notifications.Count == 0
            ? $"no webhook arrived within {heard.Patience} (why is told by the agent's /ops/tasks/<task>/subscriptions)"
        : heard.First(end) is null ? $"no verified webhook told that the task is {end.ToV03()} within {heard.Patience}"
        : null);

    private static bool MayFollow(TaskState first, TaskState second) =>
        !first.IsTerminal() && (second != TaskState.Submitted || first == TaskState.Submitted);

    private static string Words(AgentTask task) => task.Status.Message is { Text.Length: > 0 } message ? $": {message.Text}" : "";
}
