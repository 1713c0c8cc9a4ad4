using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using A2A.Protocol.Signing;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Tests.Jwt;

/// <summary>Makes tokens of any header, payload and signature, right or wrong.</summary>
internal static class Forge
{
    public static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Token(string header, string claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Part(header)}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static Func<byte[], byte[]> Hs256(string secret) => text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text);

    public static Func<byte[], byte[]> Es256(ECDsa key, DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation) =>
        text => key.SignData(text, HashAlgorithmName.SHA256, format);

    public static Func<byte[], byte[]> Rs256(RSA key) => text => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static JsonWebKey ToJsonWebKey(this RSA key, string kid)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return new() { Kty = "RSA", Kid = kid, N = Base64Url.EncodeToString(numbers.Modulus), E = Base64Url.EncodeToString(numbers.Exponent) };
    }

    public static IJsonWebKeySource AsSource(this JsonWebKey key) => new FixedJsonWebKeySource(new() { Keys = { key } });
}
