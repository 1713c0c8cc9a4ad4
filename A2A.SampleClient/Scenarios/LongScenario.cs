using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>A client submits a long task and does something else; the webhook tells it when to fetch the result.</summary>
internal static class LongScenario
{
    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var course = await stage.TakeCourseAsync("Process a large dataset for analysis", webhook, cancellationToken);

        return Verdict.Of(Checks.Of(course, "long_task_result"));
    }
}
