using A2A.Webhooks;

namespace A2A.Webhooks.Tests;

public sealed class StandardWebhooksTests
{
    private static readonly string[] Names = [WebhookHeaders.Id, WebhookHeaders.Timestamp, WebhookHeaders.Signature];

    /// <summary>The example that the reference libraries of Standard Webhooks are tested with.</summary>
    private static readonly WebhookAttempt Example = new()
    {
        DeliveryId = "msg_p5jXN8AQM9LWM0D4loKWxJek",
        TaskId = "t-1",
        Time = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330),
        Body = """{"test": 2432232314}"""u8.ToArray(),
        Secrets = [WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")],
    };

    [Fact]
    public void The_published_example_is_signed_as_published()
    {
        WebhookSigner.Sign(Example).Of(WebhookHeaders.Signature).ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public void The_published_example_is_verified()
    {
        var headers = Webhook.Signed(Example).Only(Names);
        var trust = new WebhookTrust { Secrets = Example.Secrets };

        Webhook.Verify(headers, trust, Example.Body.ToArray(), Example.Time).ShouldBeVerifiedBy("standard-webhooks");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(-300)]
    public void A_time_within_the_tolerance_is_accepted(int secondsLater)
    {
        var headers = Webhook.Signed().Only(Names);

        Webhook.Verify(headers, at: Webhook.Now.AddSeconds(secondsLater)).ShouldBeVerifiedBy("standard-webhooks");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public void A_time_outside_of_the_tolerance_is_refused(int secondsLater)
    {
        var headers = Webhook.Signed().Only(Names);

        Webhook.Verify(headers, at: Webhook.Now.AddSeconds(secondsLater)).ShouldBeRefused("301 s off");
    }

    [Fact]
    public void A_changed_body_is_refused()
    {
        var body = Webhook.Body.ToArray();
        body[^2] ^= 1;

        Webhook.Verify(Webhook.Signed().Only(Names), body: body).ShouldBeRefused(WebhookHeaders.Signature);
    }

    [Theory]
    [InlineData(WebhookHeaders.Id, "t-1_c-1_4")]
    [InlineData(WebhookHeaders.Timestamp, "1790000001")]
    [InlineData(WebhookHeaders.Timestamp, "01790000000")]
    [InlineData(WebhookHeaders.Signature, "v1,")]
    [InlineData(WebhookHeaders.Signature, "v1,####")]
    [InlineData(WebhookHeaders.Signature, "v1,Zm9v")]
    [InlineData(WebhookHeaders.Signature, "")]
    [InlineData(WebhookHeaders.Signature, "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(WebhookHeaders.Signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void A_changed_header_is_refused(string header, string value)
    {
        Webhook.Verify(Webhook.Signed().Only(Names).With(header, value)).ShouldBeRefused("no v1 signature");
    }

    [Theory]
    [InlineData(WebhookHeaders.Id, null, "without webhook-id")]
    [InlineData(WebhookHeaders.Id, "", "without webhook-id")]
    [InlineData(WebhookHeaders.Timestamp, null, "without webhook-timestamp")]
    [InlineData(WebhookHeaders.Timestamp, "", "unix seconds")]
    [InlineData(WebhookHeaders.Timestamp, "-1790000000", "unix seconds")]
    [InlineData(WebhookHeaders.Timestamp, "1790000000.5", "unix seconds")]
    [InlineData(WebhookHeaders.Timestamp, "2026-09-21T14:13:20Z", "unix seconds")]
    [InlineData(WebhookHeaders.Timestamp, "99999999999999999999", "unix seconds")]
    public void A_missing_or_malformed_part_is_named(string header, string? value, string reason)
    {
        Webhook.Verify(Webhook.Signed().Only(Names).With(header, value)).ShouldBeRefused(reason);
    }

    [Fact]
    public void While_keys_rotate_either_secret_will_do()
    {
        var (old, next) = (WebhookSecret.Parse("old-secret"), WebhookSecret.Parse("next-secret"));
        var signedByBoth = Webhook.Signed(Webhook.Attempt with { Secrets = [next, old] }).Only(Names);
        var signedByOld = Webhook.Signed(Webhook.Attempt with { Secrets = [old] }).Only(Names);

        Webhook.Verify(signedByBoth, new WebhookTrust { Secrets = [old] }).ShouldBeVerifiedBy("standard-webhooks");
        Webhook.Verify(signedByBoth, new WebhookTrust { Secrets = [next] }).ShouldBeVerifiedBy("standard-webhooks");
        Webhook.Verify(signedByOld, new WebhookTrust { Secrets = [next, old] }).ShouldBeVerifiedBy("standard-webhooks");
        Webhook.Verify(signedByOld, new WebhookTrust { Secrets = [next] }).ShouldBeRefused("known secret");
    }

    [Fact]
    public void Signatures_of_other_versions_do_no_harm()
    {
        var headers = Webhook.Signed().Only(Names);
        var mixed = $"v1a,c2ln v1,bm9wZQ== {headers.Of(WebhookHeaders.Signature)} v2,x";

        Webhook.Verify(headers.With(WebhookHeaders.Signature, mixed)).ShouldBeVerifiedBy("standard-webhooks");
    }
}
