using A2A.Protocol;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>A task takes longer than the client has time: it is canceled, and its webhook tells of that.</summary>
internal static class TimeoutScenario
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var accepted = await stage.SubmitAsync("Process large dataset", webhook, cancellationToken);
        await stage.PauseAsync(TimeLimit, cancellationToken);
        var late = stage.Saw(await stage.Agent.GetTaskAsync(accepted.Id, historyLength: 0, cancellationToken));

        stage.Screen.Say($"Not done after {TimeLimit.TotalSeconds:0} s: canceling");
        stage.Saw(await stage.Agent.CancelAsync(accepted.Id, cancellationToken));
        var heard = await stage.HearToTheEndAsync(accepted.Id, cancellationToken);
        var task = await stage.FetchAsync(accepted.Id, cancellationToken);

        return Verdict.Of([
            Check.That("The task was not done in time", !late.Status.State.IsTerminal(), $"it was {late.Status.State.ToText()}"),
            Checks.Is(task, TaskState.Canceled),
            .. Checks.Of(heard, TaskState.Canceled)]);
    }
}
