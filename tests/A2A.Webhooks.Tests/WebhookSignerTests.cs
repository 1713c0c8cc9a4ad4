using System.Security.Cryptography;
using A2A.Webhooks;

namespace A2A.Webhooks.Tests;

public sealed class WebhookSignerTests
{
    [Fact]
    public void Without_secret_and_token_only_id_time_task_and_attempt_are_written()
    {
        WebhookSigner.Sign(Webhook.Attempt with { Secrets = [], Number = 4 }).ShouldBe(
        [
            new(WebhookHeaders.Id, "t-1_c-1_3"),
            new(WebhookHeaders.Timestamp, "1790000000"),
            new(WebhookHeaders.A2ATimestamp, "1790000000"),
            new(WebhookHeaders.A2ATaskId, "t-1"),
            new(WebhookHeaders.A2AAttempt, "4"),
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("ä")]
    public void A_delivery_id_that_could_be_read_in_two_ways_is_an_error(string id)
    {
        Should.Throw<ArgumentException>(() => WebhookSigner.Sign(Webhook.Attempt with { DeliveryId = id })).Message.ShouldContain("DeliveryId");
    }

    [Theory]
    [InlineData("")]
    [InlineData("t 1")]
    [InlineData("t\r\nX: 1")]
    [InlineData("ä")]
    public void A_task_id_that_no_header_can_hold_is_an_error(string id)
    {
        Should.Throw<ArgumentException>(() => WebhookSigner.Sign(Webhook.Attempt with { TaskId = id })).Message.ShouldContain("TaskId");
    }

    [Fact]
    public void Terms_that_cannot_be_kept_are_an_error_that_names_the_member()
    {
        using var onAnotherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var secret = WebhookSecret.Parse("secret");
        var wrong = new (WebhookTokenTerms Terms, string Named)[]
        {
            (TokenWebhook.Terms with { Issuer = "" }, "Issuer"),
            (TokenWebhook.Terms with { Issuer = "a b" }, "Issuer"),
            (TokenWebhook.Terms with { Audience = "ä" }, "Audience"),
            (TokenWebhook.Terms with { TokenId = "" }, "TokenId"),
            (TokenWebhook.Terms with { TokenId = "a\nb" }, "TokenId"),
            (TokenWebhook.Terms with { TokenId = new string('j', 257) }, "TokenId"),
            (TokenWebhook.Terms with { Lifetime = TimeSpan.FromSeconds(301) }, "Lifetime"),
            (TokenWebhook.Terms with { Lifetime = TimeSpan.Zero }, "Lifetime"),
            (TokenWebhook.Terms with { Lifetime = TimeSpan.FromMilliseconds(999) }, "Lifetime"),
            (TokenWebhook.Terms with { Secret = secret }, "Key or Secret"),
            (TokenWebhook.Terms with { Key = null }, "Key or Secret"),
            (TokenWebhook.Terms with { Key = onAnotherCurve }, "Key must be on the curve"),
            (TokenWebhook.Terms with { KeyId = null }, "KeyId"),
            (TokenWebhook.Terms with { KeyId = "" }, "KeyId"),
            (TokenWebhook.Terms with { Key = null, Secret = secret, KeyId = "k\n" }, "KeyId"),
        };

        foreach (var (terms, named) in wrong)
        {
            Should.Throw<ArgumentException>(() => WebhookSigner.Sign(TokenWebhook.Attempt with { Bearer = terms })).Message.ShouldContain($"WebhookTokenTerms.{named}");
        }
    }

    [Theory]
    [InlineData("default-webhook-secret", true)]
    [InlineData("x", true)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", true)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("whsec_not base64!", false)]
    [InlineData("whsec_", false)]
    [InlineData("", false)]
    public void A_secret_is_a_text_or_a_whole_standard_webhooks_secret(string text, bool valid)
    {
        WebhookSecret.TryParse(text, out var secret).ShouldBe(valid);

        if (valid)
        {
            $"{secret}".ShouldNotContain(text);
        }
        else
        {
            Should.Throw<FormatException>(() => WebhookSecret.Parse(text)).Message.ShouldContain("24 to 64");
        }
    }
}
