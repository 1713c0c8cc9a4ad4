using A2A.Protocol;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>The order leaves something open, so the agent asks; the answer goes on with the same task.</summary>
internal static class InputScenario
{
    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var asked = await stage.AskAsync("Generate a report", webhook, about: null, cancellationToken);
        stage.Screen.Say($"The agent asks: {asked.Status.Message?.Text}");
        if (asked.Status.State != TaskState.InputRequired)
        {
            return Verdict.Of(Checks.Is(asked, TaskState.InputRequired));
        }

        var answered = await stage.AskAsync("Q3, please", webhook: null, about: asked, cancellationToken);
        var heard = await stage.HearToTheEndAsync(asked.Id, cancellationToken);
        var task = await stage.FetchAsync(asked.Id, cancellationToken);

        return Verdict.Of([
            Checks.Is(asked, TaskState.InputRequired),
            Check.That("The answer went on with the task", answered.Id == asked.Id, $"it began another one, {answered.Id}"),
            Check.That("A webhook told of the question", heard.First(TaskState.InputRequired) is not null, "none did"),
            Checks.Completed(task),
            Checks.Says(task, "Q3"),
            .. Checks.Of(heard)]);
    }
}
