using System.Globalization;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>Ten items are processed by twos; the webhooks tell of each batch.</summary>
internal static class BatchScenario
{
    private static readonly string[] Progress =
        [.. Enumerable.Range(1, 5).Select(batch => string.Create(CultureInfo.InvariantCulture, $"({2 * batch}/10)"))];

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var course = await stage.TakeCourseAsync("Run batch processing job", webhook, cancellationToken);

        var untold = Progress.Where(progress => !course.Heard.Says(progress)).ToList();
        return Verdict.Of([
            .. Checks.Of(course, "batch_processing_result"),
            Check.That("The webhooks told of each batch", untold.Count == 0, $"none told of {string.Join(", ", untold)}")]);
    }
}
