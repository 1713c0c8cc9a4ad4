using A2A.WebhookReceiver.Receiving;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Tests;

public sealed class WebhookOptionsTests
{
    [Fact]
    public void A_receiver_that_trusts_nobody_does_not_start()
    {
        var error = Should.Throw<OptionsValidationException>(
            () => Receiver.Start("127.0.0.1:1", ("Webhooks:Secrets:test", ""), ("Webhooks:Tokens:test", "")));

        error.Message.ShouldContain("Webhooks:Secrets:test is empty");
    }

    [Fact]
    public void Each_mistake_is_named()
    {
        Failures(new WebhookOptions()).ShouldContain("set at least one of Webhooks:Secrets:<name>");
        Failures(new WebhookOptions { Secrets = { ["a"] = "whsec_short" } }).ShouldContain("Webhooks:Secrets:a");
        Failures(new WebhookOptions { Tokens = { ["b"] = " " } }).ShouldContain("named b");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, Tolerance = TimeSpan.Zero }).ShouldContain("Webhooks:Tolerance");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, LargestBody = 1023 }).ShouldContain("Webhooks:LargestBody");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, LargestBody = (32 * 1024 * 1024) + 1 }).ShouldContain("Webhooks:LargestBody");
    }

    [Fact]
    public void One_secret_one_token_or_one_credential_will_do()
    {
        Failures(new WebhookOptions { Secrets = { ["a"] = "s" } }).ShouldBeEmpty();
        Failures(new WebhookOptions { Tokens = { ["a"] = "t" } }).ShouldBeEmpty();
        Failures(new WebhookOptions { Authorizations = { ["a"] = "Bearer x" } }).ShouldBeEmpty();
        Failures(new WebhookOptions { Tokens = { ["a"] = "t" }, LargestBody = 1024 }).ShouldBeEmpty();
    }

    private static string Failures(WebhookOptions options) =>
        new WebhookOptionsValidator().Validate(null, options).FailureMessage ?? "";
}
