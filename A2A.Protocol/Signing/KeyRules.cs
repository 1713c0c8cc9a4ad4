using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>Which public keys may verify which signatures. The library looks neither at <c>use</c>, <c>key_ops</c> and <c>alg</c> nor at the size of a modulus.</summary>
internal static class KeyRules
{
    private const int CoordinateLength = 32;

    /// <summary>In bits, as RFC 7518 asks.</summary>
    private const int SmallestModulus = 2048;

    /// <summary>In bits: a larger one only costs time.</summary>
    private const int LargestModulus = 8192;

    /// <summary>In bytes: 65537 has three.</summary>
    private const int LongestExponent = 4;

    /// <summary>The key of that name; of several, which may be for different uses, the first that is for signatures.</summary>
    public static JsonWebKey? Find(this IEnumerable<JsonWebKey> keys, string kid)
    {
        var named = keys.Where(key => key.Kid == kid).ToList();
        return named.Find(IsForSignatures) ?? named.FirstOrDefault();
    }

    /// <summary>Why signatures by that algorithm cannot be verified with the key: "is not for …"; null when they can.</summary>
    public static string? Problem(JsonWebKey key, string algorithm)
    {
        var kty = algorithm == SecurityAlgorithms.EcdsaSha256 ? JsonWebAlgorithmsKeyTypes.EllipticCurve : JsonWebAlgorithmsKeyTypes.RSA;
        return key.Kty != kty ? $"is no {kty} key, which {algorithm} needs"
            : !IsForSignatures(key) ? "is not for signatures, as its use or key_ops says"
            : key.Alg is not null && key.Alg != algorithm ? $"is for another algorithm than {algorithm}, as its alg says"
            : kty == JsonWebAlgorithmsKeyTypes.RSA ? RsaProblem(key)
            : PointProblem(key);
    }

    /// <summary>The key by its numbers alone: where there is a certificate (<c>x5c</c>) besides, the library would take that one's.</summary>
    public static JsonWebKey NumbersOf(JsonWebKey key) => new() { Kty = key.Kty, Kid = key.Kid, Crv = key.Crv, X = key.X, Y = key.Y, N = key.N, E = key.E };

    /// <summary>The point of a key on P-256, ready to verify; null when it is none.</summary>
    public static ECDsa? Import(JsonWebKey key)
    {
        if (key.Crv != JsonWebKeyECTypes.P256
            || StrictBase64Url.Decode(key.X, CoordinateLength) is not { } x || StrictBase64Url.Decode(key.Y, CoordinateLength) is not { } y)
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

    private static bool IsForSignatures(JsonWebKey key) => key.Use is null or "sig" && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"));

    private static string? PointProblem(JsonWebKey key)
    {
        using var point = Import(key);
        return point is null ? "is no point on the curve P-256" : null;
    }

    // Odd numbers, the exponent more than 1: with anything else a signature would prove nothing.
    private static string? RsaProblem(JsonWebKey key) =>
        Number(key.N) is not [.., var lowest] modulus || int.IsEvenInteger(lowest)
            || Number(key.E) is not { Length: <= LongestExponent } exponent || int.IsEvenInteger(exponent[^1]) || exponent is [1]
            ? "has no n and e that make an RSA key"
        : Bits(modulus) is < SmallestModulus or > LargestModulus ? $"has {Bits(modulus)} bits; {SmallestModulus} to {LargestModulus} are allowed"
        : null;

    /// <summary>Without leading zeros, which some issuers write; null for what is no number above zero.</summary>
    private static byte[]? Number(string? text) =>
        text is not null && StrictBase64Url.Decode(text).AsSpan().TrimStart((byte)0) is { IsEmpty: false } number ? number.ToArray() : null;

    private static int Bits(byte[] number) => (8 * number.Length) - byte.LeadingZeroCount(number[0]);
}
