using A2A.Webhooks;
using A2A.Webhooks.AspNetCore;

namespace A2A.Webhooks.Tests;

/// <summary>A webhook from which proofs were taken away is not believed for the weak one that is left.</summary>
public sealed class SufficientTests
{
    private static readonly WebhookTrust Trust = TokenWebhook.Trust with
    {
        Secrets = Webhook.Trust.Secrets,
        Tokens = ["a-token"],
        Sufficient = ["jwt-es256", "standard-webhooks"],
    };

    private static List<WebhookHeader> Genuine => Webhook.Signed(Webhook.Attempt with { Bearer = TokenWebhook.Terms, Token = "a-token" });

    [Fact]
    public void What_is_left_of_a_stripped_webhook_does_not_suffice()
    {
        var stripped = Genuine.With(WebhookHeaders.Authorization, null).With(WebhookHeaders.Signature, null).With(WebhookHeaders.Id, "another");

        Webhook.Verify(stripped, Trust with { Sufficient = [] }).ShouldBeVerifiedBy("x-a2a-signature", "x-webhook-signature", "token");
        Webhook.Verify(stripped, Trust)
            .ShouldBeRefused("proven by x-a2a-signature, x-webhook-signature, token alone; wanted here is one of jwt-es256, standard-webhooks");
    }

    [Fact]
    public void One_of_the_wanted_schemes_suffices()
    {
        Webhook.Verify(Genuine, Trust).ShouldBeVerifiedBy("standard-webhooks", "x-a2a-signature", "x-webhook-signature", "token", "jwt-es256");
        Webhook.Verify(Genuine.With(WebhookHeaders.Authorization, null), Trust).ShouldBeOfType<WebhookVerdict.Verified>();
        Webhook.Verify(TokenWebhook.Signed, Trust).ShouldBeVerifiedBy("jwt-es256");
        Webhook.Verify(Genuine.With(WebhookHeaders.Signature, "v1,AAAA"), Trust).ShouldBeRefused("no v1 signature");
    }

    [Fact]
    public void The_setting_reaches_the_verifier()
    {
        new WebhookVerification { Sufficient = { ["a"] = "jwt-es256" } }.ToTrust(_ => throw new InvalidOperationException()).Sufficient.ShouldBe(["jwt-es256"]);
    }

    [Fact]
    public void An_unknown_scheme_is_an_error_that_names_it()
    {
        Should.Throw<ArgumentException>(() => new WebhookVerifier(Trust with { Sufficient = ["jwt"] }, TimeProvider.System)).Message.ShouldContain("'jwt'");
    }
}
