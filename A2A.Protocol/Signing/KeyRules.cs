using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>Which keys may verify which signatures.</summary>
/// <remarks>
/// The library looks neither at <c>use</c>, <c>key_ops</c> and <c>alg</c> nor, beyond 1,024 bits, at the size of a modulus.
/// </remarks>
internal static class KeyRules
{
    /// <summary>In bytes, as long as what HS256 makes of it: the library takes no shorter secret.</summary>
    private const int ShortestSecret = 32;

    /// <summary>In bytes.</summary>
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
            : key.Crv != JsonWebKeyECTypes.P256 || !IsCoordinate(key.X) || !IsCoordinate(key.Y) ? "is no point on the curve P-256"
            : null;
    }

    /// <summary>
    /// The key by its numbers alone: where there is a certificate (<c>x5c</c>) besides, the library would take that one's.
    /// </summary>
    public static JsonWebKey NumbersOf(JsonWebKey key) =>
        new() { Kty = key.Kty, Kid = key.Kid, Crv = key.Crv, X = key.X, Y = key.Y, N = key.N, E = key.E };

    /// <summary>The key of a secret, filled up with zeros as HMAC does itself (RFC 2104, section 2): the signatures are the same.</summary>
    public static SecurityKey OfSecret(ReadOnlyMemory<byte> secret)
    {
        var key = new byte[Math.Max(secret.Length, ShortestSecret)];
        secret.CopyTo(key);
        return new SymmetricSecurityKey(key);
    }

    private static bool IsCoordinate(string? text) => StrictBase64Url.Decode(text, CoordinateLength) is not null;

    private static bool IsForSignatures(JsonWebKey key) =>
        key.Use is null or "sig" && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"));

    // Odd numbers, the exponent more than 1: with anything else a signature would prove nothing.
    private static string? RsaProblem(JsonWebKey key) =>
        Number(key.N) is not [.., var lowest] modulus || int.IsEvenInteger(lowest)
            || Number(key.E) is not { Length: <= LongestExponent } exponent || int.IsEvenInteger(exponent[^1]) || exponent is [1]
            ? "has no n and e that make an RSA key"
        : Bits(modulus) is < SmallestModulus or > LargestModulus
            ? $"has {Bits(modulus)} bits; {SmallestModulus} to {LargestModulus} are allowed"
        : null;

    /// <summary>Without leading zeros, which some issuers write; null for what is no number above zero.</summary>
    private static byte[]? Number(string? text) =>
        text is not null && StrictBase64Url.Decode(text).AsSpan().TrimStart((byte)0) is { IsEmpty: false } number ? number.ToArray() : null;

    private static int Bits(byte[] number) => (8 * number.Length) - byte.LeadingZeroCount(number[0]);
}
