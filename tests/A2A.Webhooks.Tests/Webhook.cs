using A2A.Webhooks;

namespace A2A.Webhooks.Tests;

/// <summary>A genuine webhook to start from, and the means to spoil it.</summary>
internal static class Webhook
{
    public const string Secret = "default-webhook-secret";

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    public static readonly byte[] Body = """{"taskId":"t-1","status":"completed"}"""u8.ToArray();

    public static WebhookAttempt Attempt => new()
    {
        DeliveryId = "t-1_c-1_3",
        TaskId = "t-1",
        Time = Now,
        Body = Body,
        Secrets = [WebhookSecret.Parse(Secret)],
    };

    public static WebhookTrust Trust => new() { Secrets = [WebhookSecret.Parse(Secret)] };

    public static List<WebhookHeader> Signed(WebhookAttempt? attempt = null) => [.. WebhookSigner.Sign(attempt ?? Attempt)];

    public static List<WebhookHeader> Only(this List<WebhookHeader> headers, params string[] names) =>
        [.. headers.Where(h => names.Contains(h.Name))];

    public static List<WebhookHeader> With(this List<WebhookHeader> headers, string name, string? value)
    {
        List<WebhookHeader> changed = [.. headers.Where(h => h.Name != name)];
        if (value is not null)
        {
            changed.Add(new WebhookHeader(name, value));
        }

        return changed;
    }

    public static string Of(this IEnumerable<WebhookHeader> headers, string name) => headers.Single(h => h.Name == name).Value;

    /// <summary>The verdict on proofs for which nothing has to be fetched or remembered: it is there at once.</summary>
    public static WebhookVerdict Verify(IEnumerable<WebhookHeader> headers, WebhookTrust? trust = null, byte[]? body = null, DateTimeOffset? at = null)
    {
        var verdict = new WebhookVerifier(trust ?? Trust, new FixedTime(at ?? Now))
            .VerifyAsync(new WebhookRequest(headers, body ?? Body), TestContext.Current.CancellationToken);
        verdict.IsCompleted.ShouldBeTrue();
        return verdict.GetAwaiter().GetResult();
    }

    public static void ShouldBeVerifiedBy(this WebhookVerdict verdict, params string[] schemes) =>
        verdict.ShouldBeOfType<WebhookVerdict.Verified>().Schemes.ShouldBe(schemes);

    public static void ShouldBeRefused(this WebhookVerdict verdict, string because) =>
        verdict.ShouldBeOfType<WebhookVerdict.Refused>().Reason.ShouldContain(because);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
