using A2A.WebhookReceiver.Receiving;
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
    public void Each_mistake_is_named()
    {
        Failures(new WebhookOptions()).ShouldContain("set at least one of Webhooks:Secrets:<name>");
        Failures(new WebhookOptions { Secrets = { ["a"] = "whsec_short" } }).ShouldContain("Webhooks:Secrets:a");
        Failures(new WebhookOptions { Tokens = { ["b"] = " " } }).ShouldContain("named b");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, Tolerance = TimeSpan.Zero }).ShouldContain("Webhooks:Tolerance");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, LargestBody = 1023 }).ShouldContain("Webhooks:LargestBody");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, LargestBody = (32 * 1024 * 1024) + 1 }).ShouldContain("Webhooks:LargestBody");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, RequestsPerSecond = 0 }).ShouldContain("Webhooks:RequestsPerSecond is 0");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, Burst = 999 }).ShouldContain("Webhooks:Burst is 999");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, RefusalsPerSecond = 1_000_001 }).ShouldContain("Webhooks:RefusalsPerSecond is 1000001");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, RefusalBurst = 19 }).ShouldContain("Webhooks:RefusalBurst is 19");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, AllowedOrigins = { ["c"] = "a b" } }).ShouldContain("Webhooks:AllowedOrigins:c");
        Failures(new WebhookOptions { Tokens = { ["b"] = "t" }, ReadKey = "fifteen-letters" }).ShouldContain("Webhooks:ReadKey");
    }

    [Theory]
    [InlineData("", "a", "s", null, ":Issuer is empty")]
    [InlineData("i", null, "s", null, ":Audiences needs at least one value")]
    [InlineData("i", " ", "s", null, ":Audiences needs at least one value")]
    [InlineData("i", "a", null, null, "has nothing to verify tokens by")]
    [InlineData("i", "a", null, "false", "has nothing to verify tokens by")]
    [InlineData("i", "a", "whsec_x", null, ":Secrets:z is empty")]
    [InlineData("i", "a", null, "discover", ":Jwks must be an http or https URL")]
    [InlineData("i", "a", null, "true", ":Jwks must be an http or https URL")]
    [InlineData("i", "a", null, "ftp://a/b", ":Jwks must be an http or https URL")]
    [InlineData("i", "a", null, "https://user@a/b", ":Jwks must be an http or https URL")]
    public void A_mistake_in_an_issuer_is_named(string issuer, string? audience, string? secret, string? jwks, string failure)
    {
        Failures(Trusting(("x", Issuer(issuer, audience, secret, jwks)))).ShouldContain($"Webhooks:Issuers:x");
        Failures(Trusting(("x", Issuer(issuer, audience, secret, jwks)))).ShouldContain(failure);
    }

    [Fact]
    public void An_issuer_is_there_once()
    {
        var one = Issuer("i", "a", "s", jwks: null);

        Failures(Trusting(("x", one), ("y", one))).ShouldContain("issuer i under x, y");
    }

    [Theory]
    [InlineData("https://agents.example.com", "discover", "https://agents.example.com/.well-known/jwks.json")]
    [InlineData("http://localhost:8000/", "True", "http://localhost:8000/.well-known/jwks.json")]
    [InlineData("agents", "https://keys.example.com/a?b=c", "https://keys.example.com/a?b=c")]
    [InlineData("https://agents.example.com", null, null)]
    public void Keys_are_where_the_setting_says(string issuer, string? jwks, string? address)
    {
        var options = Issuer(issuer, "a", "s", jwks);

        Failures(Trusting(("x", options))).ShouldBeEmpty();
        options.JwksAddress?.AbsoluteUri.ShouldBe(address);
        (options.JwksAddress is null).ShouldBe(address is null);
    }

    [Fact]
    public void One_secret_one_token_or_one_credential_will_do()
    {
        Failures(new WebhookOptions { Secrets = { ["a"] = "s" } }).ShouldBeEmpty();
        Failures(new WebhookOptions { Tokens = { ["a"] = "t" } }).ShouldBeEmpty();
        Failures(new WebhookOptions { Authorizations = { ["a"] = "Bearer x" } }).ShouldBeEmpty();
        Failures(new WebhookOptions { Tokens = { ["a"] = "t" }, LargestBody = 1024 }).ShouldBeEmpty();
    }

    private static WebhookOptions Trusting(params (string Name, IssuerOptions Issuer)[] issuers) =>
        new() { Issuers = issuers.ToDictionary(pair => pair.Name, pair => pair.Issuer) };

    private static IssuerOptions Issuer(string issuer, string? audience, string? secret, string? jwks) => new()
    {
        Issuer = issuer,
        Audiences = audience is null ? [] : new() { ["y"] = audience },
        Secrets = secret is null ? [] : new() { ["z"] = secret },
        Jwks = jwks,
    };

    private static string Failures(WebhookOptions options) =>
        new WebhookOptionsValidator().Validate(null, options).FailureMessage ?? "";
}
