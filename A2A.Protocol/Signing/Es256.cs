using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace A2A.Protocol.Signing;

/// <summary>ECDSA on the curve P-256 with SHA-256, as JSON Web Signatures have it (RFC 7518, section 3.4).</summary>
public static class Es256
{
    /// <summary>The algorithm's name in the <c>alg</c> of headers and keys.</summary>
    public const string Name = "ES256";

    private const string Curve = "P-256";
    private const string KeyType = "EC";
    private const int CoordinateLength = 32;
    private const DSASignatureFormat Format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    /// <summary>The public part of a key, named by its thumbprint.</summary>
    /// <exception cref="ArgumentException">The key is not on the curve P-256.</exception>
    public static JsonWebKey ToJsonWebKey(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            throw new ArgumentException("ES256 needs a key on the curve P-256.", nameof(key));
        }

        var (x, y) = (Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y));
        return new() { Kty = KeyType, Use = "sig", Alg = Name, Kid = Thumbprint(x, y), Crv = Curve, X = x, Y = y };
    }

    /// <summary>The signature in base64url of a text in ASCII.</summary>
    internal static string Sign(string text, ECDsa key) =>
        Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, Format));

    /// <summary>Whether the key made the signature. False also for another kind of key and for what is no signature at all.</summary>
    internal static bool Verify(string text, string signature, JsonWebKey key)
    {
        if (key.Kty != KeyType || key.Crv != Curve || key.Alg is not (null or Name)
            || !TryDecode(key.X, out var x) || !TryDecode(key.Y, out var y) || !TryDecode(signature, out var bytes))
        {
            return false;
        }

        try
        {
            using var verifying = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } });
            return verifying.VerifyData(Encoding.ASCII.GetBytes(text), bytes, HashAlgorithmName.SHA256, Format);
        }
        catch (CryptographicException)
        {
            return false; // the point is not on the curve
        }
    }

    // RFC 7638: the members that make the key, in canonical form.
    private static string Thumbprint(string x, string y)
    {
        var members = JsonElement.Parse($$"""{"crv":"{{Curve}}","kty":"{{KeyType}}","x":"{{x}}","y":"{{y}}"}""");
        return Base64Url.EncodeToString(SHA256.HashData(CanonicalJson.Of(members)));
    }

    private static bool TryDecode(string? text, out byte[] bytes)
    {
        bytes = text is not null && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        return bytes.Length is CoordinateLength or CoordinateLength * 2;
    }
}
