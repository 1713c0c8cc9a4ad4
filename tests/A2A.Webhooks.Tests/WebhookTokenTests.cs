using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Protocol.Signing;
using A2A.Webhooks;
using A2A.Webhooks.Tests.Jwt;

namespace A2A.Webhooks.Tests;

/// <summary>A token proves the webhook that it was made for, and no other.</summary>
public sealed class WebhookTokenTests
{
    /// <summary>What was changed, by it the headers and the body, and what the reason says.</summary>
    public static TheoryData<string, Func<List<WebhookHeader>>, string> Tampered => new()
    {
        { "alg none", () => TokenWebhook.With("""{"alg":"none"}""", sign: _ => []), "alg is none by which" },
        { "alg none with a signature", () => TokenWebhook.With($$"""{"alg":"none","kid":"{{TokenWebhook.PublicKey.Kid}}"}"""), "alg is none by which" },
        { "HS256 by the public key", () => TokenWebhook.With("""{"alg":"HS256"}""", sign: Forge.Hs256(TokenWebhook.Key.ExportSubjectPublicKeyInfoPem())), "alg is none by which" },
        { "RS256", () => TokenWebhook.With($$"""{"alg":"RS256","kid":"{{TokenWebhook.PublicKey.Kid}}"}""", sign: _ => new byte[256]), "alg is none by which" },
        { "no kid", () => TokenWebhook.With("""{"alg":"ES256","typ":"JWT"}"""), "names no key" },
        { "an unknown kid", () => TokenWebhook.With("""{"alg":"ES256","typ":"JWT","kid":"other"}"""), "does not publish" },
        { "another typ", () => TokenWebhook.With(TokenWebhook.Header.Replace("JWT", "at+jwt", StringComparison.Ordinal)), "typ" },
        { "crit", () => TokenWebhook.With(TokenWebhook.Header.Replace("{", """{"crit":["exp"],""", StringComparison.Ordinal)), "crit" },
        { "another key", () => TokenWebhook.With(sign: Forge.Es256(ECDsa.Create(ECCurve.NamedCurves.nistP256))), "not signed by the key" },
        { "the DER form", () => TokenWebhook.With(sign: Forge.Es256(TokenWebhook.Key, DSASignatureFormat.Rfc3279DerSequence)), "not signed by the key" },
        { "a signature cut short", () => TokenWebhook.With(sign: text => Forge.Es256(TokenWebhook.Key)(text)[..63]), "not signed by the key" },
        { "a longer signature", () => TokenWebhook.With(sign: text => [.. Forge.Es256(TokenWebhook.Key)(text), 0]), "not signed by the key" },
        { "no signature", () => TokenWebhook.With(sign: _ => []), "not signed by the key" },
        { "a signature of zeros", () => TokenWebhook.With(sign: _ => new byte[64]), "not signed by the key" },
        { "another issuer", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("iss", "https://other.example")), "iss is none that is trusted" },
        { "no issuer", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("iss", null)), "iss is none that is trusted" },
        { "another audience", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("aud", "https://other.example")), "aud names none" },
        { "no audience", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("aud", null)), "aud names none" },
        { "another task", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("taskId", "t-2")), "taskId is not the task" },
        { "no task", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("taskId", null)), "has no taskId" },
        { "a task that is no text", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("taskId", 1)), "has no taskId" },
        { "no task, and no header of one", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("taskId", null)).With(WebhookHeaders.A2ATaskId, null), "has no taskId" },
        { "the header of another task", () => TokenWebhook.Signed.With(WebhookHeaders.A2ATaskId, "t-2"), "taskId is not the task" },
        { "no hash", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("request_body_sha256", null)), "has no request_body_sha256" },
        { "the hash of another body", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("request_body_sha256", new string('0', 64))), "not the SHA-256 of the body" },
        { "a hash in capitals", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("request_body_sha256", Convert.ToHexString(SHA256.HashData(Webhook.Body)))), "lower-case" },
        { "a hash that is no text", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("request_body_sha256", new JsonArray())), "not the SHA-256 of the body" },
        { "no jti", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("jti", null)), "jti" },
        { "an empty jti", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("jti", "")), "jti" },
        { "a very long jti", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("jti", new string('j', 257))), "jti" },
        { "a long life", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("exp", 1_790_000_302)), "302 s from iat to exp; 300 s are allowed" },
        { "no exp", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("exp", null)), "no iat and exp" },
        { "no iat", () => TokenWebhook.With(claims: TokenWebhook.ClaimsWith("iat", null)), "no iat and exp" },
        { "two Authorization headers", () => [.. TokenWebhook.Signed, new("authorization", "Bearer x")], "Authorization came more than once" },
        { "two task headers", () => [.. TokenWebhook.Signed, new("x-a2a-task-id", "t-2")], "X-A2A-Task-ID came more than once" },
        { "no token", () => TokenWebhook.Signed.With(WebhookHeaders.Authorization, "Bearer "), "three parts" },
        { "an opaque token", () => TokenWebhook.Signed.With(WebhookHeaders.Authorization, "Bearer abc"), "three parts" },
        { "another scheme", () => TokenWebhook.Signed.With(WebhookHeaders.Authorization, "Basic YTpi"), "neither a known one nor a Bearer token" },
        { "no header", () => TokenWebhook.Signed.With(WebhookHeaders.Authorization, null), "neither a signature nor a token" },
    };

    [Theory]
    [MemberData(nameof(Tampered))]
    public void A_webhook_whose_token_is_not_right_is_refused_with_a_telling_reason(string what, Func<List<WebhookHeader>> headers, string reason)
    {
        var verdict = Webhook.Verify(headers(), TokenWebhook.Trust);

        verdict.ShouldBeOfType<WebhookVerdict.Refused>(what).Reason.ShouldContain(reason);
    }

    [Fact]
    public void A_token_proves_task_body_and_sender()
    {
        var verified = Webhook.Verify(TokenWebhook.Signed, TokenWebhook.Trust).ShouldBeOfType<WebhookVerdict.Verified>();

        verified.Schemes.ShouldBe(["jwt-es256"]);
        (verified.TaskId, verified.Issuer).ShouldBe(("t-1", TokenWebhook.Issuer));
        Webhook.Verify(TokenWebhook.Signed, TokenWebhook.Trust, "{}"u8.ToArray()).ShouldBeRefused("not the SHA-256 of the body");
    }

    [Fact]
    public void Forged_as_it_should_be_the_token_is_right()
    {
        Webhook.Verify(TokenWebhook.With(), TokenWebhook.Trust).ShouldBeVerifiedBy("jwt-es256");
        Webhook.Verify(TokenWebhook.With(claims: TokenWebhook.ClaimsWith("aud", new JsonArray("x", TokenWebhook.Audience))), TokenWebhook.Trust).ShouldBeVerifiedBy("jwt-es256");
        Webhook.Verify(TokenWebhook.Signed.With(WebhookHeaders.A2ATaskId, null), TokenWebhook.Trust).ShouldBeVerifiedBy("jwt-es256");
        Webhook.Verify(TokenWebhook.Signed.With(WebhookHeaders.Authorization, TokenWebhook.Signed.Of(WebhookHeaders.Authorization).Replace("Bearer", "bearer")), TokenWebhook.Trust)
            .ShouldBeVerifiedBy("jwt-es256");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(599, null)]
    [InlineData(600, "exp was 300 s ago")]
    [InlineData(-300, null)]
    [InlineData(-301, "iat is 301 s in the future")]
    public void A_token_counts_from_iat_to_exp_give_or_take_the_tolerance(int secondsLater, string? reason)
    {
        var verdict = Webhook.Verify(TokenWebhook.Signed, TokenWebhook.Trust, at: Webhook.Now.AddSeconds(secondsLater));

        (verdict as WebhookVerdict.Refused)?.Reason.ShouldContain(reason ?? "no refusal");
        (verdict is WebhookVerdict.Verified).ShouldBe(reason is null);
    }

    [Fact]
    public void Without_issuers_the_header_is_not_looked_at()
    {
        Webhook.Verify([.. Webhook.Signed(), new(WebhookHeaders.Authorization, "Bearer abc")])
            .ShouldBeVerifiedBy("standard-webhooks", "x-a2a-signature", "x-webhook-signature");
        Webhook.Verify(TokenWebhook.Signed, Webhook.Trust).ShouldBeRefused("neither a signature nor a token");
    }

    [Fact]
    public void Known_credentials_and_tokens_can_both_be_trusted()
    {
        var trust = TokenWebhook.Trust with { Authorizations = ["Bearer abc", "Basic YTpi"] };

        Webhook.Verify([new(WebhookHeaders.Authorization, "Bearer abc")], trust).ShouldBeVerifiedBy("authorization");
        Webhook.Verify([new(WebhookHeaders.Authorization, "Basic YTpi")], trust).ShouldBeVerifiedBy("authorization");
        Webhook.Verify([new(WebhookHeaders.Authorization, "bearer abc")], trust).ShouldBeVerifiedBy("authorization");
        Webhook.Verify([new(WebhookHeaders.Authorization, "BASIC  YTpi")], trust).ShouldBeVerifiedBy("authorization");
        Webhook.Verify([new(WebhookHeaders.Authorization, "basic ytpi")], trust).ShouldBeRefused("neither a known one");
        Webhook.Verify(TokenWebhook.Signed, trust).ShouldBeVerifiedBy("jwt-es256");
        Webhook.Verify([new(WebhookHeaders.Authorization, "Bearer abd")], trust).ShouldBeRefused("three parts");
    }

    [Fact]
    public void Every_proof_that_is_there_must_hold()
    {
        var both = Webhook.Signed(Webhook.Attempt with { Bearer = TokenWebhook.Terms });
        var trust = TokenWebhook.Trust with { Secrets = Webhook.Trust.Secrets };

        Webhook.Verify(both, trust).ShouldBeVerifiedBy("standard-webhooks", "x-a2a-signature", "x-webhook-signature", "jwt-es256");
        Webhook.Verify(both.With(WebhookHeaders.Signature, "v1,Zm9v"), trust).ShouldBeRefused("no v1 signature");
        Webhook.Verify(both.With(WebhookHeaders.Authorization, "Bearer e30.e30.AA"), trust).ShouldBeRefused("The token's header");
    }

    [Fact]
    public void A_token_by_a_secret_is_proof_while_secrets_rotate()
    {
        var (old, next) = (WebhookSecret.Parse("old-secret"), WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        var trust = new WebhookTrust { Issuers = [TokenWebhook.Trusted with { Keys = null, Secrets = [next, old] }] };

        foreach (var secret in new[] { old, next })
        {
            var headers = Webhook.Signed(TokenWebhook.Attempt with { Bearer = TokenWebhook.Terms with { Key = null, KeyId = null, Secret = secret } });
            Webhook.Verify(headers, trust).ShouldBeVerifiedBy("jwt-hs256");
            Webhook.Verify(headers, TokenWebhook.Trust).ShouldBeRefused("alg is none by which");
        }

        Webhook.Verify(TokenWebhook.With("""{"alg":"HS256"}""", sign: Forge.Hs256("other")), trust).ShouldBeRefused("known secret");
    }

    [Fact]
    public void One_agreed_secret_proves_the_body_and_the_token_of_every_known_issuer()
    {
        var (agreed, own) = (WebhookSecret.Parse("agreed-secret"), WebhookSecret.Parse("own-secret"));
        var trust = new WebhookTrust { Secrets = [agreed], Issuers = [TokenWebhook.Trusted with { Keys = null }] };
        var attempt = Webhook.Attempt with { Secrets = [agreed], Bearer = TokenWebhook.Terms with { Key = null, KeyId = null, Secret = agreed } };
        var headers = Webhook.Signed(attempt);

        Webhook.Verify(headers, trust).ShouldBeVerifiedBy("standard-webhooks", "x-a2a-signature", "x-webhook-signature", "jwt-hs256");
        Webhook.Verify(headers, trust with { Issuers = [TokenWebhook.Trusted with { Secrets = [own] }] }).ShouldBeOfType<WebhookVerdict.Verified>();
        Webhook.Verify(TokenWebhook.Signed, trust with { Issuers = [TokenWebhook.Trusted] }).ShouldBeVerifiedBy("jwt-es256");
        Webhook.Verify(headers, trust with { Issuers = [trust.Issuers[0] with { Issuer = "https://other.example" }] }).ShouldBeRefused("iss is none");
    }

    [Fact]
    public void An_issuers_own_secret_proves_its_tokens_and_nothing_else()
    {
        var (agreed, own) = (WebhookSecret.Parse("agreed-secret"), WebhookSecret.Parse("own-secret"));
        var other = TokenWebhook.Trusted with { Issuer = "https://other.example", Keys = null };
        var trust = new WebhookTrust { Secrets = [agreed], Issuers = [TokenWebhook.Trusted with { Keys = null, Secrets = [own] }, other] };
        var terms = TokenWebhook.Terms with { Key = null, KeyId = null, Secret = own };

        Webhook.Verify(Webhook.Signed(TokenWebhook.Attempt with { Bearer = terms }), trust).ShouldBeVerifiedBy("jwt-hs256");
        Webhook.Verify(Webhook.Signed(TokenWebhook.Attempt with { Bearer = terms with { Issuer = other.Issuer } }), trust).ShouldBeRefused("known secret");
        Webhook.Verify(Webhook.Signed(Webhook.Attempt with { Secrets = [own] }), trust).ShouldBeRefused("known secret");
        Webhook.Verify(
            Webhook.Signed(TokenWebhook.Attempt with { Bearer = terms with { Secret = WebhookSecret.Parse("third-secret") } }), trust).ShouldBeRefused("known secret");
    }

    [Fact]
    public void Reasons_tell_no_secret_and_nothing_of_the_token()
    {
        var trust = new WebhookTrust { Issuers = [TokenWebhook.Trusted with { Secrets = [WebhookSecret.Parse("my-shared-secret")] }] };
        foreach (var (_, headers, _) in Tampered.Select(row => row.Data))
        {
            var reason = Webhook.Verify(headers(), trust).ShouldBeOfType<WebhookVerdict.Refused>().Reason;
            new[] { "my-shared-secret", TokenWebhook.Issuer, TokenWebhook.Audience, "https://other.example", "j-1", "t-2", TokenWebhook.PublicKey.Kid! }
                .ShouldAllBe(secret => !reason.Contains(secret));
        }
    }

    [Fact]
    public void The_token_says_what_was_agreed()
    {
        var parts = TokenWebhook.Signed.Of(WebhookHeaders.Authorization)["Bearer ".Length..].Split('.');

        foreach (var (part, agreed) in parts.Zip([TokenWebhook.Header, TokenWebhook.Claims.ToJsonString()]))
        {
            var said = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
            JsonNode.DeepEquals(JsonNode.Parse(said), JsonNode.Parse(agreed)).ShouldBeTrue(said);
        }
    }

    [Fact]
    public void An_issuer_that_cannot_be_trusted_as_it_is_configured_is_an_error_that_names_it()
    {
        foreach (var issuers in new WebhookIssuer[][]
        {
            [TokenWebhook.Trusted, TokenWebhook.Trusted], [TokenWebhook.Trusted with { Keys = null }], [TokenWebhook.Trusted with { Audiences = [] }],
        })
        {
            Should.Throw<ArgumentException>(() => new WebhookVerifier(new WebhookTrust { Issuers = issuers }, TimeProvider.System)).Message.ShouldContain(TokenWebhook.Issuer);
        }
    }
}
