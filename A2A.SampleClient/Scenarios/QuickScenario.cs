using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>A task of two seconds needs no webhook: the call waits for it.</summary>
internal static class QuickScenario
{
    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var answer = await stage.AskAsync("Process this quickly", webhook: null, about: null, cancellationToken);
        stage.Screen.ShowResult(answer);

        return Verdict.Of(Checks.Completed(answer), Checks.HasArtifacts(answer, "quick_result"));
    }
}
