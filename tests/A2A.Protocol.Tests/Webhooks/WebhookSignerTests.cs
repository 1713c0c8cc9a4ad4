using A2A.Protocol.Webhooks;

namespace A2A.Protocol.Tests.Webhooks;

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
        Should.Throw<ArgumentException>(() => WebhookSigner.Sign(Webhook.Attempt with { DeliveryId = id }));
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
