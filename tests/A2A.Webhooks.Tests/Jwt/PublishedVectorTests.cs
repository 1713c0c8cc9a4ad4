using System.Buffers.Text;
using A2A.Protocol.Signing;
using A2A.Webhooks;
using A2A.Webhooks.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Tests.Jwt;

/// <summary>What the RFCs give as right is right.</summary>
public sealed class PublishedVectorTests
{
    private const string Claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    /// <summary>RFC 7515, appendix A.1; RFC 7519, section 3.1.</summary>
    [Fact]
    public async Task The_example_for_HS256_is_right()
    {
        var token = Read($"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{Claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        var secret = Base64Url.DecodeFromChars("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

        (await IsSignedByAsync(token, new byte[8], secret)).ShouldBeTrue();
        (await IsSignedByAsync(token, new byte[8], secret[1..])).ShouldBeFalse();
        (token.Claims.Issuer, token.Claims.Time("exp")).ShouldBe(("joe", DateTimeOffset.FromUnixTimeSeconds(1_300_819_380)));
    }

    /// <summary>RFC 7515, appendix A.2.</summary>
    [Fact]
    public async Task The_example_for_RS256_is_right()
    {
        var token = Read($"eyJhbGciOiJSUzI1NiJ9.{Claims}."
            + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
            + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
            + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
        var key = new JsonWebKey
        {
            Kty = "RSA",
            E = "AQAB",
            N = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOW"
                + "vG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k"
                + "G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        };

        KeyRules.Problem(key, "RS256").ShouldBeNull();
        (await IsSignedByAsync(token, key)).ShouldBeTrue();
        (await IsSignedByAsync(Read(token.Text.Replace(Claims, Forge.Part("""{"iss":"joe"}"""), StringComparison.Ordinal)), key)).ShouldBeFalse();
    }

    /// <summary>RFC 7515, appendix A.3.</summary>
    [Fact]
    public async Task The_example_for_ES256_is_right()
    {
        var token = Read($"eyJhbGciOiJFUzI1NiJ9.{Claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        var key = new JsonWebKey
        {
            Kty = "EC",
            Crv = "P-256",
            X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        };

        KeyRules.Problem(key, "ES256").ShouldBeNull();
        (await IsSignedByAsync(token, key)).ShouldBeTrue();
        (await IsSignedByAsync(Read(token.Text.Replace(Claims, Forge.Part("""{"iss":"joe"}"""), StringComparison.Ordinal)), key)).ShouldBeFalse();
    }

    /// <summary>RFC 4231, sections 4.2, 4.3 and 4.5: those whose key is a text.</summary>
    [Theory]
    [InlineData('\x0b', 20, "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData('J', 4, "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData('\x01', 25, "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b")]
    public void The_signature_of_the_body_is_an_HMAC(char first, int length, string body, string mac)
    {
        var secret = first switch
        {
            'J' => "Jefe",
            '\x01' => string.Concat(Enumerable.Range(1, length).Select(number => (char)number)),
            _ => new string(first, length),
        };

        var headers = WebhookSigner.Sign(new()
        {
            DeliveryId = "d",
            TaskId = "t",
            Time = DateTimeOffset.UnixEpoch,
            Body = Convert.FromHexString(body),
            Secrets = [WebhookSecret.Parse(secret)],
        });

        headers.ShouldContain(new WebhookHeader(WebhookHeaders.A2ASignature, $"sha256={mac}"));
    }

    private static StrictToken Read(string text) => StrictToken.Read(text).ShouldBeOfType<TokenReading.Read>().Token;

    private static Task<bool> IsSignedByAsync(StrictToken token, params byte[][] secrets) =>
        IsSignedByAsync(token, [.. secrets.Select(secret => KeyRules.OfSecret(secret))]);

    // The examples are for no audience, which is looked at when the signature is right.
    private static async Task<bool> IsSignedByAsync(StrictToken token, params SecurityKey[] keys)
    {
        var rules = new TokenRules { Issuer = "joe", Audiences = ["none"] };
        var problem = (await TokenVerifier.ProblemAsync(token, rules, keys)).ShouldNotBeNull();
        problem.ShouldContain(problem.Contains("aud", StringComparison.Ordinal) ? "aud names none" : "not signed by");
        return problem.Contains("aud", StringComparison.Ordinal);
    }
}
