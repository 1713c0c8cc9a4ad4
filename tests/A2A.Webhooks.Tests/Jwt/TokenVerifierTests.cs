using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using A2A.Protocol.Signing;
using A2A.Webhooks.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Tests.Jwt;

/// <summary>Tokens of callers, as identity providers make them.</summary>
public sealed class TokenVerifierTests
{
    private const string Secret = "a secret that only the issuer and we know";
    private const string Header = """{"alg":"RS256","typ":"at+jwt","kid":"k1"}""";
    private const string Claims = """{"iss":"https://id.example","aud":["agents","other"],"sub":"ann","iat":1790000000,"exp":1790003600}""";

    private static readonly SteppedTime Time = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    // Made once: it takes a while.
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static TokenRules Rules => new()
    {
        Issuer = "https://id.example",
        Audiences = ["agents"],
        Keys = Rsa.ToJsonWebKey("k1").AsSource(),
        KeyAlgorithms = ["RS256", "ES256"],
    };

    [Fact]
    public async Task An_access_token_of_an_identity_provider_is_valid()
    {
        var verdict = await VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(Rsa)));

        var valid = verdict.ShouldBeOfType<TokenVerdict.Valid>();
        (valid.Algorithm, valid.Claims.Text("sub"), valid.Claims.Issuer).ShouldBe(("RS256", "ann", "https://id.example"));
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"k1"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","typ":"application/JWT"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","jku":"https://evil.example/keys","x5u":"https://evil.example/cert","jwk":{"kty":"oct"},"x5c":["AA"]}""")]
    public async Task Headers_that_decide_nothing_are_passed_over(string header)
    {
        (await VerifyAsync(Forge.Token(header, Claims, Forge.Rs256(Rsa)))).ShouldBeOfType<TokenVerdict.Valid>();
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", "alg")]
    [InlineData("""{"alg":"None","kid":"k1"}""", "alg")]
    [InlineData("""{"alg":"HS256","kid":"k1"}""", "alg")]
    [InlineData("""{"alg":"PS256","kid":"k1"}""", "alg")]
    [InlineData("""{"alg":"rs256","kid":"k1"}""", "alg")]
    [InlineData("""{"alg":"ES256","kid":"k1"}""", "no EC key")]
    [InlineData("""{"alg":"RS256"}""", "no key (kid)")]
    [InlineData("""{"alg":"RS256","kid":""}""", "no key (kid)")]
    [InlineData("""{"alg":"RS256","kid":1}""", "no key (kid)")]
    [InlineData("""{"alg":"RS256","kid":"k2"}""", "does not publish")]
    [InlineData("""{"alg":"RS256","kid":"k1","crit":["b64"],"b64":false}""", "crit")]
    [InlineData("""{"alg":"RS256","kid":"k1","crit":[]}""", "crit")]
    [InlineData("""{"alg":"RS256","kid":"k1","typ":"logout+jwt"}""", "typ")]
    public async Task A_header_that_its_issuer_would_not_write_is_refused(string header, string reason)
    {
        (await VerifyAsync(Forge.Token(header, Claims, Forge.Rs256(Rsa)))).ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain(reason);
    }

    [Fact]
    public async Task A_public_key_is_never_taken_for_a_secret()
    {
        var pem = Encoding.UTF8.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem());
        var token = Forge.Token("""{"alg":"HS256","kid":"k1"}""", Claims, text => HMACSHA256.HashData(pem, text));

        (await VerifyAsync(token)).ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain("alg");
        (await VerifyAsync(token, Rules with { Secrets = [Encoding.UTF8.GetBytes(Secret)] })).ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain("known secret");
    }

    [Fact]
    public async Task A_token_without_signature_is_refused_whatever_its_alg()
    {
        foreach (var alg in new[] { "none", "RS256", "ES256", "HS256" })
        {
            var token = Forge.Token($$"""{"alg":"{{alg}}","kid":"k1"}""", Claims, _ => []);

            (await VerifyAsync(token, Rules with { Secrets = [Encoding.UTF8.GetBytes(Secret)] })).ShouldBeOfType<TokenVerdict.Refused>();
        }
    }

    [Theory]
    [InlineData("use", "enc", "use or key_ops")]
    [InlineData("key_ops", "sign", "use or key_ops")]
    [InlineData("alg", "RS512", "another algorithm")]
    [InlineData("kty", "oct", "no RSA key")]
    [InlineData("n", "", "no n and e")]
    [InlineData("n", "AQ==", "no n and e")]
    [InlineData("e", "AA", "no n and e")]
    [InlineData("e", "AQ", "no n and e")]
    [InlineData("e", "Ag", "no n and e")]
    [InlineData("e", "AQAAAAAB", "no n and e")]
    public async Task A_key_for_something_else_is_not_used(string member, string value, string reason)
    {
        var key = Rsa.ToJsonWebKey("k1");
        Action set = member switch
        {
            "use" => () => key.Use = value,
            "key_ops" => () => key.KeyOps.Add(value),
            "alg" => () => key.Alg = value,
            "kty" => () => key.Kty = value,
            "n" => () => key.N = value,
            _ => () => key.E = value,
        };
        set();

        (await VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(Rsa)), Rules with { Keys = key.AsSource() }))
            .ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain(reason);
    }

    [Fact]
    public async Task A_key_may_say_what_it_is_for_and_have_leading_zeros()
    {
        var key = Rsa.ToJsonWebKey("k1");
        (key.Use, key.Alg, key.N) = ("sig", "RS256", Base64Url.EncodeToString([0, .. Base64Url.DecodeFromChars(key.N)]));
        key.KeyOps.Add("verify");

        (await VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(Rsa)), Rules with { Keys = key.AsSource() }))
            .ShouldBeOfType<TokenVerdict.Valid>();
    }

    [Fact]
    public async Task A_short_RSA_key_is_not_used()
    {
        using var weak = RSA.Create(1024);

        (await VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(weak)), Rules with { Keys = weak.ToJsonWebKey("k1").AsSource() }))
            .ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain("1024 bits");
    }

    [Fact]
    public async Task A_key_on_another_curve_is_not_used()
    {
        var token = Forge.Token("""{"alg":"ES256","kid":"k1"}""", Claims, Forge.Es256(Ec));
        var key = PublicKeys.Of(Ec);
        JsonWebKey With(string crv, string? x, string? y) => new() { Kty = "EC", Kid = "k1", Crv = crv, X = x, Y = y };

        (await VerifyAsync(token, Rules with { Keys = With("P-256", key.X, key.Y).AsSource() })).ShouldBeOfType<TokenVerdict.Valid>();
        foreach (var wrong in new[]
        {
            With("P-384", key.X, key.Y), With("secp256k1", key.X, key.Y), With("P-256", null, key.Y),
            With("P-256", key.X + "=", key.Y), With("P-256", key.X, "AA" + key.Y),
        })
        {
            (await VerifyAsync(token, Rules with { Keys = wrong.AsSource() })).ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain("P-256");
        }

        (await VerifyAsync(token, Rules with { Keys = With("P-256", key.Y, key.X).AsSource() })).ShouldBeOfType<TokenVerdict.Refused>();
    }

    [Fact]
    public async Task A_certificate_beside_a_keys_numbers_is_not_asked()
    {
        using var other = RSA.Create(2048);
        var request = new CertificateRequest("CN=other", other, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var key = Rsa.ToJsonWebKey("k1");
        key.X5c.Add(Convert.ToBase64String(certificate.RawData));

        (await VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(other)), Rules with { Keys = key.AsSource() })).ShouldBeOfType<TokenVerdict.Refused>();
        (await VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(Rsa)), Rules with { Keys = key.AsSource() })).ShouldBeOfType<TokenVerdict.Valid>();
    }

    [Theory]
    [InlineData("\"agents\"", true)]
    [InlineData("[\"other\",\"agents\"]", true)]
    [InlineData("[null,\"agents\"]", true)]
    [InlineData("[1,\"agents\"]", false)]
    [InlineData("\"agents/\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("[]", false)]
    [InlineData("7", false)]
    [InlineData("{\"agents\":\"agents\"}", false)]
    public async Task Audiences_are_a_text_or_a_list_of_texts(string json, bool isTaken)
    {
        var claims = Claims.Replace("""["agents","other"]""", json, StringComparison.Ordinal);

        (await VerifyAsync(Forge.Token(Header, claims, Forge.Rs256(Rsa))) is TokenVerdict.Valid).ShouldBe(isTaken);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("your-enterprise-jwt-secret")]
    [InlineData("a secret of thirty-two bytes ...")]
    [InlineData("a secret that is longer than the 64 bytes of a block of the hash function")]
    public async Task Secrets_of_every_length_verify(string secret)
    {
        var token = Forge.Token("""{"alg":"HS256"}""", Claims, Forge.Hs256(secret));

        (await VerifyAsync(token, Rules with { Secrets = [new byte[8], Encoding.UTF8.GetBytes(secret)] })).ShouldBeOfType<TokenVerdict.Valid>();
        (await VerifyAsync(token, Rules with { Secrets = [Encoding.UTF8.GetBytes(secret + "x")] })).ShouldBeOfType<TokenVerdict.Refused>();
    }

    [Fact]
    public async Task An_issuer_is_believed_by_its_own_keys_only()
    {
        var other = Rules with { Issuer = "https://other.example", Keys = null, Secrets = [Encoding.UTF8.GetBytes(Secret)] };
        var verifier = new TokenVerifier([Rules, other], Time);

        (await verifier.VerifyAsync(Forge.Token("""{"alg":"HS256"}""", Claims, Forge.Hs256(Secret)), TestContext.Current.CancellationToken))
            .ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain("alg");
        Should.Throw<ArgumentException>(() => new TokenVerifier([Rules, Rules], Time)).Message.ShouldContain("twice");
    }

    [Theory]
    [InlineData("""{"aud":"agents","iat":1790000000,"exp":1790003600}""", "iss")]
    [InlineData("""{"iss":"https://id.example/","aud":"agents","iat":1790000000,"exp":1790003600}""", "iss")]
    [InlineData("""{"iss":"https://id.example","iat":1790000000,"exp":1790003600}""", "aud")]
    [InlineData("""{"iss":"https://id.example","aud":"Agents","iat":1790000000,"exp":1790003600}""", "aud")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","exp":1790003600}""", "iat and exp")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1790000000}""", "iat and exp")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":"1790000000","exp":1790003600}""", "iat and exp")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1789990000,"exp":1789999940}""", "exp was 60 s ago")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1790000061,"exp":1790003600}""", "iat is 61 s in the future")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1790000000,"nbf":1790000061,"exp":1790003600}""", "nbf is 61 s in the future")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1790000000,"nbf":"now","exp":1790003600}""", "nbf")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1790000000,"exp":1790000000}""", "not after its iat")]
    public async Task Claims_that_do_not_fit_are_refused(string claims, string reason)
    {
        (await VerifyAsync(Forge.Token(Header, claims, Forge.Rs256(Rsa)))).ShouldBeOfType<TokenVerdict.Refused>().Reason.ShouldContain(reason);
    }

    [Theory]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1789990000,"exp":1789999941}""")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1790000060,"nbf":1790000060,"exp":1790003600}""")]
    [InlineData("""{"iss":"https://id.example","aud":"agents","iat":1,"exp":253402300799}""")]
    public async Task Clocks_may_differ_a_little_and_lifetimes_be_long_where_no_bound_is_set(string claims)
    {
        (await VerifyAsync(Forge.Token(Header, claims, Forge.Rs256(Rsa)))).ShouldBeOfType<TokenVerdict.Valid>();
    }

    [Fact]
    public async Task Nothing_is_told_of_the_rules_to_who_cannot_sign()
    {
        var token = Forge.Token(Header, """{"iss":"https://id.example"}""", _ => new byte[256]);

        (await VerifyAsync(token)).ShouldBe(new TokenVerdict.Refused("The token is not signed by the key that it names, or was changed."));
    }

    [Fact]
    public async Task Without_the_issuers_keys_nothing_is_decided()
    {
        (await VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(Rsa)), Rules with { Keys = new Unreachable() }))
            .ShouldBeOfType<TokenVerdict.Undecided>().Reason.ShouldContain("at the moment");
    }

    [Fact]
    public void Rules_that_trust_nobody_are_an_error_that_names_the_rule()
    {
        var wrong = new (TokenRules Rules, string Named)[]
        {
            (Rules with { Issuer = "" }, "Issuer"),
            (Rules with { Audiences = [] }, "Audiences"),
            (Rules with { Audiences = [""] }, "Audiences"),
            (Rules with { Keys = null }, "Keys"),
            (Rules with { Secrets = [ReadOnlyMemory<byte>.Empty] }, "Secrets"),
            (Rules with { KeyAlgorithms = ["HS256"] }, "KeyAlgorithms"),
            (Rules with { KeyAlgorithms = [] }, "KeyAlgorithms"),
            (Rules with { Tolerance = TimeSpan.FromSeconds(-1) }, "Tolerance"),
            (Rules with { LongestLifetime = TimeSpan.Zero }, "LongestLifetime"),
        };

        foreach (var (rules, named) in wrong)
        {
            Should.Throw<ArgumentException>(() => new TokenVerifier([rules], Time)).Message.ShouldContain(named);
        }
    }

    private static Task<TokenVerdict> VerifyAsync(string token, TokenRules? rules = null) =>
        new TokenVerifier([rules ?? Rules], Time).VerifyAsync(token, TestContext.Current.CancellationToken);

    [Fact]
    public async Task While_nobody_can_tell_whether_a_key_is_published_the_verdict_says_when_to_ask_again()
    {
        var rules = Rules with { Keys = new Untold() };

        var verdict = await new TokenVerifier([rules], Time).VerifyAsync(Forge.Token(Header, Claims, Forge.Rs256(Rsa)), TestContext.Current.CancellationToken);

        verdict.ShouldBeOfType<TokenVerdict.Undecided>().RetryAfter.ShouldBe(TimeSpan.FromSeconds(42));
    }

    private sealed class Untold : IJsonWebKeySource
    {
        public ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken) =>
            throw new UntoldKeyException(TimeSpan.FromSeconds(42), failure: null);
    }

    private sealed class Unreachable : IJsonWebKeySource
    {
        public ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken) => throw new HttpRequestException("down");
    }
}
