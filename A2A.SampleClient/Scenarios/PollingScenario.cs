using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>
/// A client without a webhook asks for its task until it has ended: after a second, and then after pauses that grow by half, up to
/// 30 seconds. <see cref="A2AClient.WaitAsync"/> does the same in one line; here each question is seen.
/// </summary>
internal static class PollingScenario
{
    private static readonly Backoff Pauses = new() { First = TimeSpan.FromSeconds(1), Factor = 1.5, Longest = TimeSpan.FromSeconds(30) };

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var accepted = await stage.SubmitAsync("Write a detailed report on AI trends", webhook: null, cancellationToken);
        var (task, questions) = (accepted, 0);
        while (!task.Status.State.IsTerminal())
        {
            var pause = Pauses.Pause(++questions, jitter: 0);
            await stage.PauseAsync(pause, cancellationToken);
            task = stage.Saw(await stage.Agent.GetTaskAsync(accepted.Id, historyLength: 0, cancellationToken));
            var answer = $"{task.Status.State.ToText()} {task.Status.Message?.Text}";
            stage.Screen.Say($"  question {questions}, after {pause.TotalSeconds:0.0} s: {answer}");
        }

        stage.Screen.ShowResult(task);
        return Verdict.Of(Checks.AnsweredAtOnce(accepted), Checks.Completed(task), Checks.HasArtifacts(task, "long_task_result"));
    }
}
