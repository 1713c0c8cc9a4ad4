using A2A.Webhooks.AspNetCore;

namespace A2A.Webhooks.Tests.AspNetCore;

/// <summary>What an app's configuration says of its trust is checked, each mistake by its name.</summary>
public sealed class WebhookVerificationTests
{
    [Fact]
    public void Each_mistake_is_named()
    {
        Failures(new WebhookVerification()).ShouldContain("set at least one of Webhooks:Secrets:<name>");
        Failures(new WebhookVerification { Secrets = { ["a"] = "whsec_short" } }).ShouldContain("Webhooks:Secrets:a");
        Failures(new WebhookVerification { Tokens = { ["b"] = " " } }).ShouldContain("Webhooks:Tokens:b is empty");
        Failures(new WebhookVerification { Authorizations = { ["b"] = "" } }).ShouldContain("Webhooks:Authorizations:b is empty");
        Failures(new WebhookVerification { Tokens = { ["b"] = "t" }, Tolerance = TimeSpan.Zero }).ShouldContain("Webhooks:Tolerance");
        Failures(new WebhookVerification { Tokens = { ["b"] = "t" }, LargestBody = 0 }).ShouldContain("Webhooks:LargestBody");
        Failures(new WebhookVerification { Tokens = { ["b"] = "t" }, Sufficient = { ["c"] = "jwt" } }).ShouldContain("Webhooks:Sufficient:c is 'jwt'");
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
        Failures(Trusting(("x", Issuer(issuer, audience, secret, jwks)))).ShouldContain("Webhooks:Issuers:x");
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
        Failures(new WebhookVerification { Secrets = { ["a"] = "s" } }).ShouldBeEmpty();
        Failures(new WebhookVerification { Tokens = { ["a"] = "t" } }).ShouldBeEmpty();
        Failures(new WebhookVerification { Authorizations = { ["a"] = "Bearer x" } }).ShouldBeEmpty();
    }

    [Fact]
    public void An_issuer_may_do_with_the_secrets_that_all_share()
    {
        var issuers = new Dictionary<string, TrustedIssuer> { ["x"] = Issuer("i", "a", secret: null, jwks: null) };

        Failures(new WebhookVerification { Issuers = issuers, Secrets = { ["a"] = "s" } }).ShouldBeEmpty();
        Failures(new WebhookVerification { Issuers = issuers, Tokens = { ["a"] = "t" } }).ShouldContain("Webhooks:Issuers:x has nothing to verify tokens by");
    }

    private static WebhookVerification Trusting(params (string Name, TrustedIssuer Issuer)[] issuers) =>
        new() { Issuers = issuers.ToDictionary(pair => pair.Name, pair => pair.Issuer) };

    private static TrustedIssuer Issuer(string issuer, string? audience, string? secret, string? jwks) => new()
    {
        Issuer = issuer,
        Audiences = audience is null ? [] : new() { ["y"] = audience },
        Secrets = secret is null ? [] : new() { ["z"] = secret },
        Jwks = jwks,
    };

    private static string Failures(WebhookVerification options) =>
        new WebhookVerificationValidator("Webhooks").Validate(null, options).FailureMessage ?? "";
}
