using A2A.WebhookReceiver.Receiving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Tests;

public sealed class WebhookOptionsTests
{
    [Fact]
    public async Task A_receiver_that_trusts_nobody_does_not_start()
    {
        var error = await FailedStart.Of(("ConnectionStrings:redis", "127.0.0.1:1"), ("Webhooks:Secrets:test", ""), ("Webhooks:Tokens:test", ""));

        error.ShouldBeOfType<OptionsValidationException>().Message.ShouldContain("Webhooks:Secrets:test is empty");
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_trusted_stops_the_start()
    {
        var error = await FailedStart.Of(("ConnectionStrings:redis", "127.0.0.1:1"), ("Webhooks:Issuers:test:Issuer", "agents"), ("Webhooks:Issuers:test:Jwks", "discover"));

        error.ShouldBeOfType<OptionsValidationException>().Message.ShouldContain("Webhooks:Issuers:test:Jwks must be");
    }

    [Fact]
    public async Task A_setting_that_does_not_exist_stops_the_start()
    {
        var error = await FailedStart.Of(("ConnectionStrings:redis", "127.0.0.1:1"), ("Webhooks:Tokens:test", "t"), ("Webhooks:Tolerence", "00:01:00"));

        error.ShouldBeOfType<OptionsValidationException>().Message.ShouldContain("There is no setting Webhooks:Tolerence; there are: AllowedOrigins");
    }

    [Fact]
    public async Task An_unknown_scheme_that_is_to_suffice_stops_the_start()
    {
        var error = await FailedStart.Of(("ConnectionStrings:redis", "127.0.0.1:1"), ("Webhooks:Tokens:test", "t"), ("Webhooks:Sufficient:a", "jwt"));

        error.ShouldBeOfType<OptionsValidationException>().Message.ShouldContain("Webhooks:Sufficient:a is 'jwt'; it must be one of standard-webhooks");
    }

    [Theory]
    [InlineData("1023")]
    [InlineData("33554433")]
    public async Task A_body_limit_that_the_receiver_cannot_keep_stops_the_start(string bytes)
    {
        var error = await FailedStart.Of(("ConnectionStrings:redis", "127.0.0.1:1"), ("Webhooks:Tokens:test", "t"), ("Webhooks:LargestBody", bytes));

        error.ShouldBeOfType<OptionsValidationException>().Message.ShouldContain($"Webhooks:LargestBody is {bytes} bytes; it must be 1024 to 33554432.");
    }

    [Fact]
    public async Task A_time_without_a_colon_stops_the_start_and_the_error_says_how_a_time_is_written()
    {
        var error = await FailedStart.Of(
            ("ConnectionStrings:redis", "127.0.0.1:1"), ("Webhooks:Tokens:test", "t"), ("Webhooks:Tolerance", "300"));

        error.ShouldBeOfType<OptionsValidationException>().Message
            .ShouldContain("Webhooks:Tolerance is '300'; write a time as hours:minutes:seconds");
    }

    [Fact]
    public void Each_mistake_is_named()
    {
        Failures(new WebhookOptions { RequestsPerSecond = 0 }).ShouldContain("Webhooks:RequestsPerSecond is 0");
        Failures(new WebhookOptions { Burst = 999 }).ShouldContain("Webhooks:Burst is 999");
        Failures(new WebhookOptions { RefusalsPerSecond = 1_000_001 }).ShouldContain("Webhooks:RefusalsPerSecond is 1000001");
        Failures(new WebhookOptions { RefusalBurst = 19 }).ShouldContain("Webhooks:RefusalBurst is 19");
        Failures(new WebhookOptions { AllowedOrigins = { ["c"] = "a b" } }).ShouldContain("Webhooks:AllowedOrigins:c");
        Failures(new WebhookOptions { KnownProxies = { ["p"] = "proxy" } }).ShouldContain("Webhooks:KnownProxies must be an address");
        Failures(new WebhookOptions { ReadKey = "fifteen-letters" }).ShouldContain("Webhooks:ReadKey");
    }

    [Theory]
    [InlineData("localhost:18888")]
    [InlineData("/dashboard")]
    [InlineData("ftp://dashboard.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user:secret@dashboard.example")]
    [InlineData("http://dashboard.example/login?t=secret")]
    [InlineData("")]
    public void A_dashboard_that_no_link_can_lead_to_is_a_mistake_that_names_the_remedy(string url)
    {
        Failures(new WebhookOptions { DashboardUrl = url }).ShouldContain(
            $"Webhooks:DashboardUrl is '{url}'; it must be an absolute http or https URL");
    }

    [Theory]
    [InlineData("http://localhost:18888")]
    [InlineData("https://dashboard.example/aspire/")]
    public void A_dashboard_has_an_absolute_address(string url)
    {
        Failures(new WebhookOptions { DashboardUrl = url }).ShouldBeEmpty();
    }

    [Fact]
    public void The_defaults_will_do()
    {
        Failures(new WebhookOptions()).ShouldBeEmpty();
    }

    private static string Failures(WebhookOptions options) =>
        new WebhookOptionsValidator(new ConfigurationBuilder().Build()).Validate(null, options).FailureMessage ?? "";
}
