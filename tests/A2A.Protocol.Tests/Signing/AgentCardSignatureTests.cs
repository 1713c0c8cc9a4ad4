using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;
using A2A.Protocol.Signing;
using A2A.Protocol.Tests.Golden;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Tests.Signing;

public sealed class AgentCardSignatureTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private JsonWebKeySet Keys => new() { Keys = { PublicKeys.Of(_key) } };

    private AgentCard Signed => Sign(GoldenFiles.Read<AgentCard>("v1-agent-card"));

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_signed_card_is_verified_also_after_it_was_written_and_read() =>
        Verify(AgentCardJson.Read(JsonSerializer.SerializeToUtf8Bytes(Signed, A2AJson.Default.AgentCard)))
            .ShouldBe(new AgentCardVerdict.Verified(Keys.Keys[0].Kid));

    [Fact]
    public void The_header_names_algorithm_type_key_and_where_the_key_is()
    {
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(Signed.Signatures![0].Protected))!;

        header.ToJsonString().ShouldBe(
            $$"""{"alg":"ES256","typ":"JOSE","kid":"{{Keys.Keys[0].Kid}}","jku":"https://agent.example/.well-known/jwks.json"}""");
        Base64Url.DecodeFromChars(Signed.Signatures[0].Signature).Length.ShouldBe(64);
    }

    [Fact]
    public void The_payload_of_the_specification_s_example_is_the_specification_s()
    {
        var card = JsonSerializer.Deserialize(
            """{"name":"Example Agent","description":"","capabilities":{"streaming":false,"pushNotifications":false,"extensions":[]},"skills":[]}""",
            A2AJson.Default.AgentCard)!;

        var payload = JsonNode.Parse(SignedCard.PayloadOf(card))!.AsObject();

        // The example is a fragment: the other required members are in every card.
        payload.Remove("defaultInputModes");
        payload.Remove("defaultOutputModes");
        payload.Remove("supportedInterfaces");
        payload.Remove("version");
        payload.ToJsonString().ShouldBe("""{"capabilities":{"pushNotifications":false,"streaming":false},"description":"","name":"Example Agent","skills":[]}""");
    }

    [Theory]
    [InlineData("supportedInterfaces[0].tenant", "\"\"")]
    [InlineData("capabilities.extensions[0].description", "\"\"", true)]
    [InlineData("skills[0].examples", "[]", true)]
    [InlineData("skills[0].securityRequirements", "[]", true)]
    [InlineData("securityRequirements[1].schemes.certificate.list", "[]")]
    [InlineData("securitySchemes.certificate.mtlsSecurityScheme.description", "\"\"", true)]
    public void Empty_and_absent_is_the_same_for_a_signature_where_it_is_the_same_for_the_protocol(string path, string empty, bool isThere = false)
    {
        var card = GoldenFiles.Text("v1-agent-card");
        var signed = Sign(Read(isThere ? Changed(card, path, null) : card));

        var verdict = Verify(Read(Changed(JsonSerializer.Serialize(signed, A2AJson.Default.AgentCard), path, empty)));

        verdict.ShouldBeOfType<AgentCardVerdict.Verified>();
    }

    [Theory]
    [InlineData("name", "\"Trickster\"")]
    [InlineData("description", "\"\"")]
    [InlineData("supportedInterfaces[0].url", "\"https://evil.example/\"")]
    [InlineData("supportedInterfaces[1].tenant", null)]
    [InlineData("provider", null)]
    [InlineData("capabilities.streaming", null)]
    [InlineData("capabilities.pushNotifications", null)]
    [InlineData("capabilities.extensions[0].required", "false")]
    [InlineData("capabilities.extensions[0].params.sampling", "0.5")]
    [InlineData("securitySchemes.token.httpAuthSecurityScheme.scheme", "\"Basic\"")]
    [InlineData("securitySchemes.login.oauth2SecurityScheme.flows.authorizationCode.tokenUrl", "\"https://evil.example/\"")]
    [InlineData("securityRequirements", null)]
    [InlineData("securityRequirements[1].schemes.certificate", null)]
    [InlineData("skills[0].tags[0]", "\"ai\"")]
    [InlineData("iconUrl", "\"\"")]
    [InlineData("documentationUrl", null)]
    public void A_card_that_was_changed_is_refused(string path, string? value)
    {
        var json = JsonSerializer.Serialize(Signed, A2AJson.Default.AgentCard);

        Verify(Read(Changed(json, path, value))).ShouldBeOfType<AgentCardVerdict.Refused>().Reason.ShouldContain("does not fit");
    }

    [Fact]
    public void A_key_that_is_not_trusted_proves_nothing()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = new JsonWebKeySet { Keys = { PublicKeys.Of(other) } };
        var renamed = PublicKeys.Of(other);
        renamed.Kid = Keys.Keys[0].Kid;
        var sameName = new JsonWebKeySet { Keys = { renamed } };

        AgentCardVerifier.Verify(Signed, keys).ShouldBeOfType<AgentCardVerdict.Refused>().Reason.ShouldContain("not among the trusted");
        AgentCardVerifier.Verify(Signed, sameName).ShouldBeOfType<AgentCardVerdict.Refused>().Reason.ShouldContain("does not fit");
        AgentCardVerifier.Verify(Signed, new()).ShouldBeOfType<AgentCardVerdict.Refused>();
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JOSE","kid":"KID"}""")]
    [InlineData("""{"alg":"HS256","typ":"JOSE","kid":"KID"}""")]
    [InlineData("""{"alg":"ES256","typ":"JOSE","kid":"KID","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"ES256","typ":"JOSE"}""")]
    [InlineData("""{"alg":"ES256","alg":"ES256","kid":"KID"}""")]
    [InlineData("""{"alg":"ES256","kid":7}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void Only_a_header_that_is_understood_is_taken_even_when_it_is_signed(string header)
    {
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.Replace("KID", Keys.Keys[0].Kid, StringComparison.Ordinal)));
        var card = Signed;
        var signature = new AgentCardSignature { Protected = text, Signature = SignatureOf(text, card) };

        Verify(card with { Signatures = [signature] }).ShouldBeOfType<AgentCardVerdict.Refused>();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("*", "*")]
    [InlineData(null, "AAAA")]
    [InlineData(null, "")]
    public void What_is_no_signature_is_refused(string? header, string signature)
    {
        var card = Signed;

        Verify(card with { Signatures = [new() { Protected = header ?? card.Signatures![0].Protected, Signature = signature }] })
            .ShouldBeOfType<AgentCardVerdict.Refused>();
    }

    [Fact]
    public void A_card_without_signature_is_refused() => Verify(Signed with { Signatures = null }).ShouldBeOfType<AgentCardVerdict.Refused>();

    [Fact]
    public void One_good_signature_is_enough_while_keys_change()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var card = Signed;
        var both = card with { Signatures = [AgentCardSigner.Sign(card, next, null), .. card.Signatures!] };

        Verify(both).ShouldBe(new AgentCardVerdict.Verified(Keys.Keys[0].Kid));
    }

    [Fact]
    public void Keys_of_other_kinds_are_no_keys()
    {
        Action<JsonWebKey>[] spoil =
        [
            key => key.Kty = "RSA", key => key.Crv = "P-384", key => key.Alg = "ES384", key => key.X = "AAAA", key => key.Y = null, key => key.X = key.Y,
        ];

        foreach (var change in spoil)
        {
            var key = PublicKeys.Of(_key);
            change(key);
            AgentCardVerifier.Verify(Signed, new() { Keys = { key } }).ShouldBeOfType<AgentCardVerdict.Refused>();
        }

        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Should.Throw<ArgumentException>(() => AgentCardSigner.Sign(Signed, large, null));
    }

    [Fact]
    public void The_name_of_a_key_is_its_thumbprint()
    {
        // RFC 7517, appendix A.1; its thumbprint by RFC 7638 as jose has it.
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new()
            {
                X = Base64Url.DecodeFromChars("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"),
                Y = Base64Url.DecodeFromChars("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"),
            },
        });

        PublicKeys.Of(key).Kid.ShouldBe("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
    }

    private AgentCard Sign(AgentCard card) =>
        card with { Signatures = [AgentCardSigner.Sign(card, _key, new Uri("https://agent.example/.well-known/jwks.json"))] };

    private string SignatureOf(string header, AgentCard card) =>
        Base64Url.EncodeToString(_key.SignData(AgentCardSigner.InputOf(header, SignedCard.PayloadOf(card)), HashAlgorithmName.SHA256));

    private AgentCardVerdict Verify(AgentCard card) => AgentCardVerifier.Verify(card, Keys);

    private static AgentCard Read(string json) => AgentCardJson.Read(Encoding.UTF8.GetBytes(json));

    // skills[0].tags[0]; null removes the member.
    private static string Changed(string json, string path, string? value)
    {
        var root = JsonNode.Parse(json)!;
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var place = steps[..^1].Aggregate(root, (node, step) => step is ['[', ..] ? node[int.Parse(step.Trim('[', ']'))]! : node[step]!);
        switch (place, value)
        {
            case (JsonArray items, not null):
                items[int.Parse(steps[^1].Trim('[', ']'))] = JsonNode.Parse(value);
                break;
            case (JsonObject members, null):
                members.Remove(steps[^1]).ShouldBeTrue();
                break;
            default:
                place[steps[^1]] = JsonNode.Parse(value!);
                break;
        }

        return root.ToJsonString();
    }
}
