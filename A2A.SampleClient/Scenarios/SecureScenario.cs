using A2A.SampleClient.Playing;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Scenarios;

/// <summary>The agent asks the webhook's owner before it begins, signs each webhook, and sends a token of its own with it.</summary>
internal static class SecureScenario
{
    private const string LevelHeader = "X-A2A-Security-Level";

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var course = await stage.TakeCourseAsync("Run secure data processing", webhook, cancellationToken);

        return Verdict.Of([
            .. Checks.Of(course, "secure_task_result"),
            Check.That(
                "The webhook's owner was asked",
                course.Heard.Says("Webhook security validated"),
                "the agent does not say that it asked; it does where Push:Agents:enterprise:Challenge is set, as in Development"),
            Check.That("Every webhook is signed", course.Heard.Notifications.All(IsSigned), "some have no signature that holds"),
            Check.That(
                "Every webhook tells the security level",
                course.Heard.Notifications.All(webhook => webhook.Headers?.ContainsKey(LevelHeader) == true),
                $"some have no {LevelHeader}; it is sent where Push:Agents:enterprise:SecurityLevel is set, as in Development")]);
    }

    private static bool IsSigned(Notification webhook) => webhook.Schemes is { } schemes
        && schemes.Any(scheme => scheme.Contains("signature", StringComparison.Ordinal))
        && schemes.Any(scheme => scheme.StartsWith("jwt", StringComparison.Ordinal));
}
