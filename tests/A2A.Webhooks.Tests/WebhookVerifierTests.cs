using A2A.Webhooks;

namespace A2A.Webhooks.Tests;

public sealed class WebhookVerifierTests
{
    private const string Token = "demo-notification-token-123";

    private static readonly WebhookTrust TrustAll = Webhook.Trust with { Tokens = [Token, "other"], Authorizations = ["Bearer abc"] };

    [Fact]
    public void Everything_that_the_signer_writes_is_verified()
    {
        var headers = Webhook.Signed(Webhook.Attempt with { Token = Token });

        Webhook.Verify(headers, TrustAll).ShouldBeVerifiedBy("standard-webhooks", "x-a2a-signature", "x-webhook-signature", "token");
    }

    /// <summary>The digest was computed with OpenSSL.</summary>
    [Fact]
    public void The_body_signature_is_the_hmac_of_the_body_by_the_text_of_the_secret()
    {
        Webhook.Signed().Of(WebhookHeaders.A2ASignature)
            .ShouldBe("sha256=fde22eb859c831767377ae49a43feefc6552e1927c7c596f7f3f057983bd6e7e");
    }

    [Theory]
    [InlineData(WebhookHeaders.A2ASignature, "x-a2a-signature")]
    [InlineData(WebhookHeaders.WebhookSignature, "x-webhook-signature")]
    public void A_body_signature_is_verified_under_either_name(string header, string scheme)
    {
        var signed = Webhook.Signed();
        var headers = signed.Only(WebhookHeaders.A2ATimestamp).With(header, signed.Of(WebhookHeaders.A2ASignature));

        Webhook.Verify(headers).ShouldBeVerifiedBy(scheme);
        Webhook.Verify(headers.With(header, signed.Of(WebhookHeaders.A2ASignature).ToUpperInvariant().Replace("SHA256", "sha256")))
            .ShouldBeVerifiedBy(scheme);
        Webhook.Verify(headers, body: "{}"u8.ToArray()).ShouldBeRefused(header);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("sha256=zz")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void A_wrong_body_signature_is_refused(string signature)
    {
        var headers = Webhook.Signed().Only(WebhookHeaders.A2ATimestamp).With(WebhookHeaders.A2ASignature, signature);

        Webhook.Verify(headers).ShouldBeRefused("not a sha256 signature");
    }

    [Theory]
    [InlineData(null, "without webhook-timestamp")]
    [InlineData("1789999699", "301 s off")]
    [InlineData("soon", "unix seconds")]
    public void A_body_signature_needs_a_time_too(string? time, string reason)
    {
        var headers = Webhook.Signed().Only(WebhookHeaders.A2ASignature).With(WebhookHeaders.A2ATimestamp, time);

        Webhook.Verify(headers).ShouldBeRefused(reason);
    }

    [Fact]
    public void The_signature_of_senders_that_send_no_time_needs_none()
    {
        var headers = Webhook.Signed().Only(WebhookHeaders.WebhookSignature);

        Webhook.Verify(headers, at: Webhook.Now.AddYears(1)).ShouldBeVerifiedBy("x-webhook-signature");
        Webhook.Verify(headers, body: "{}"u8.ToArray()).ShouldBeRefused("X-Webhook-Signature");
        Webhook.Verify(Webhook.Signed().Only(WebhookHeaders.WebhookSignature, WebhookHeaders.A2ASignature)).ShouldBeRefused("without webhook-timestamp");
    }

    [Theory]
    [InlineData(WebhookHeaders.A2ATimestamp, "1789999700", null)]
    [InlineData(WebhookHeaders.A2ATimestamp, "1789999699", "301 s off")]
    [InlineData(WebhookHeaders.Timestamp, "1790000301", "301 s off")]
    [InlineData(WebhookHeaders.A2ATimestamp, "soon", "unix seconds")]
    [InlineData(WebhookHeaders.Timestamp, "", "unix seconds")]
    public void A_time_that_they_send_must_be_near(string header, string time, string? reason)
    {
        var verdict = Webhook.Verify(Webhook.Signed().Only(WebhookHeaders.WebhookSignature).With(header, time));

        (verdict as WebhookVerdict.Refused)?.Reason.ShouldContain(reason ?? "no refusal");
        (verdict is WebhookVerdict.Verified).ShouldBe(reason is null);
    }

    [Theory]
    [InlineData(WebhookHeaders.NotificationToken)]
    [InlineData(WebhookHeaders.PlainNotificationToken)]
    [InlineData(WebhookHeaders.WebhookToken)]
    [InlineData("x-a2a-notification-TOKEN")]
    public void A_known_token_is_proof_enough(string header)
    {
        Webhook.Verify([new(header, Token)], TrustAll).ShouldBeVerifiedBy("token");
    }

    [Theory]
    [InlineData("")]
    [InlineData("demo-notification-token-12")]
    [InlineData("Demo-notification-token-123")]
    public void An_unknown_token_is_refused_even_beside_a_good_signature(string token)
    {
        var headers = Webhook.Signed().With(WebhookHeaders.NotificationToken, token);

        Webhook.Verify(headers, TrustAll).ShouldBeRefused("X-A2A-Notification-Token is not a known one");
    }

    [Fact]
    public void A_bad_signature_is_refused_even_beside_a_known_token()
    {
        var headers = Webhook.Signed(Webhook.Attempt with { Token = Token, Secrets = [WebhookSecret.Parse("wrong")] });

        Webhook.Verify(headers, TrustAll).ShouldBeRefused("known secret");
    }

    [Fact]
    public void Credentials_are_proof_only_where_some_are_configured()
    {
        List<WebhookHeader> right = [new(WebhookHeaders.Authorization, "Bearer abc")];
        List<WebhookHeader> wrong = [new(WebhookHeaders.Authorization, "Bearer xyz")];

        Webhook.Verify(right, TrustAll).ShouldBeVerifiedBy("authorization");
        Webhook.Verify(wrong, TrustAll).ShouldBeRefused("Authorization");
        Webhook.Verify([.. Webhook.Signed(), .. wrong], TrustAll).ShouldBeRefused("Authorization");
        Webhook.Verify([.. Webhook.Signed(), .. wrong]).ShouldBeVerifiedBy("standard-webhooks", "x-a2a-signature", "x-webhook-signature");
        Webhook.Verify(right).ShouldBeRefused("neither a signature nor a token");
    }

    [Fact]
    public void No_proof_at_all_is_refused()
    {
        Webhook.Verify(Webhook.Signed(Webhook.Attempt with { Secrets = [] }), TrustAll).ShouldBeRefused("neither a signature nor a token");
    }

    [Theory]
    [InlineData(WebhookHeaders.Signature)]
    [InlineData(WebhookHeaders.Id)]
    [InlineData(WebhookHeaders.A2ATimestamp)]
    [InlineData(WebhookHeaders.NotificationToken)]
    public void A_header_that_came_twice_is_refused(string header)
    {
        var headers = Webhook.Signed(Webhook.Attempt with { Token = Token });

        Webhook.Verify([.. headers, headers.Single(h => h.Name == header)], TrustAll).ShouldBeRefused($"{header} came more than once");
    }

    [Fact]
    public void Reasons_tell_no_secret()
    {
        var spoiled = new[]
        {
            Webhook.Signed().With(WebhookHeaders.NotificationToken, "my-guess"),
            Webhook.Signed().With(WebhookHeaders.Signature, "v1,my-guess"),
            Webhook.Signed().With(WebhookHeaders.A2ASignature, "sha256=my-guess"),
            Webhook.Signed().With(WebhookHeaders.Authorization, "Bearer my-guess"),
        };

        foreach (var verdict in spoiled.Select(headers => Webhook.Verify(headers, TrustAll)))
        {
            var reason = verdict.ShouldBeOfType<WebhookVerdict.Refused>().Reason;
            new[] { "my-guess", Webhook.Secret, Token, "abc", Webhook.Signed().Of(WebhookHeaders.Signature) }
                .ShouldAllBe(secret => !reason.Contains(secret));
        }
    }
}
