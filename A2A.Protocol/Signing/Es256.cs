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
        if (!IsOnCurve(parameters))
        {
            throw new ArgumentException("ES256 needs a key on the curve P-256.", nameof(key));
        }

        var (x, y) = (Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y));
        return new() { Kty = KeyType, Use = "sig", Alg = Name, Kid = Thumbprint(x, y), Crv = Curve, X = x, Y = y };
    }

    internal static bool IsOnCurve(ECParameters parameters) => parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;

    /// <summary>The signature in base64url of a text in ASCII.</summary>
    internal static string Sign(string text, ECDsa key) =>
        Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, Format));

    /// <summary>Whether the key made the signature. False also for another kind of key and for what is no signature at all.</summary>
    internal static bool Verify(string text, string signature, JsonWebKey key) =>
        Problem(key) is null && StrictBase64Url.Decode(signature, 2 * CoordinateLength) is { } bytes && Verify(text, bytes, key);

    /// <summary>Whether the key, in which there is no <see cref="Problem"/>, made the signature.</summary>
    internal static bool Verify(string text, byte[] signature, JsonWebKey key)
    {
        if (signature.Length != 2 * CoordinateLength)
        {
            return false;
        }

        using var verifying = Import(key);
        return verifying?.VerifyData(Encoding.ASCII.GetBytes(text), signature, HashAlgorithmName.SHA256, Format) ?? false;
    }

    /// <summary>Why the key cannot be used: "is not on …"; null when it can.</summary>
    internal static string? Problem(JsonWebKey key)
    {
        if (key.Problem(KeyType, Name) is { } problem)
        {
            return problem;
        }

        using var imported = key.Crv == Curve ? Import(key) : null;
        return imported is null ? $"is no point on the curve {Curve}" : null;
    }

    private static ECDsa? Import(JsonWebKey key)
    {
        if (StrictBase64Url.Decode(key.X, CoordinateLength) is not { } x || StrictBase64Url.Decode(key.Y, CoordinateLength) is not { } y)
        {
            return null;
        }

        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } });
        }
        catch (CryptographicException)
        {
            return null; // the point is not on the curve
        }
    }

    // RFC 7638: the members that make the key, in canonical form.
    private static string Thumbprint(string x, string y)
    {
        var members = JsonElement.Parse($$"""{"crv":"{{Curve}}","kty":"{{KeyType}}","x":"{{x}}","y":"{{y}}"}""");
        return Base64Url.EncodeToString(SHA256.HashData(CanonicalJson.Of(members)));
    }
}
