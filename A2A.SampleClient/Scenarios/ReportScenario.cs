using A2A.Protocol;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>A report is ordered; the client asks for it, and its webhook is told of it by the token that was agreed.</summary>
internal static class ReportScenario
{
    private const string Token = "my-secret-token";

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.Mailbox.WithTokenAsync(Token, cancellationToken);
        var accepted = await stage.SubmitAsync("Generate the Q1 report", webhook, cancellationToken);

        var heard = stage.HearToTheEndAsync(accepted.Id, cancellationToken);
        var polled = stage.Saw(await stage.Agent.WaitAsync(accepted.Id, cancellationToken));
        stage.Screen.ShowResult(polled);

        return Verdict.Of([
            Checks.AnsweredAtOnce(accepted),
            Checks.Completed(polled),
            Checks.Says(polled, "Q1"),
            .. Checks.Of(await heard)]);
    }
}
