using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>Whatever the agent for enterprises is not made for is a standard task.</summary>
internal static class StandardScenario
{
    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var course = await stage.TakeCourseAsync("Summarize this", webhook, cancellationToken);

        return Verdict.Of(Checks.Of(course, "standard_result"));
    }
}
