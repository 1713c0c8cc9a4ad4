using System.Security.Cryptography;
using System.Text;

namespace A2A.Protocol.Signing;

/// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3). Identity providers sign so; nothing here does.</summary>
public static class Rs256
{
    /// <summary>The algorithm's name in the <c>alg</c> of headers and keys.</summary>
    public const string Name = "RS256";

    private const string KeyType = "RSA";

    /// <summary>In bits, as RFC 7518 asks.</summary>
    private const int SmallestModulus = 2048;

    /// <summary>In bits: a larger one only costs time.</summary>
    private const int LargestModulus = 8192;

    /// <summary>In bytes: 65537 has three.</summary>
    private const int LongestExponent = 4;

    /// <summary>Whether the key, in which there is no <see cref="Problem"/>, made the signature.</summary>
    internal static bool Verify(string text, byte[] signature, JsonWebKey key)
    {
        if (Numbers(key) is not { } numbers)
        {
            return false;
        }

        try
        {
            using var verifying = RSA.Create(numbers);
            return verifying.VerifyData(Encoding.ASCII.GetBytes(text), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false; // numbers that the platform does not take
        }
    }

    /// <summary>Why the key cannot be used: "is shorter than …"; null when it can.</summary>
    internal static string? Problem(JsonWebKey key)
    {
        if (key.Problem(KeyType, Name) is { } problem)
        {
            return problem;
        }

        return Numbers(key) switch
        {
            null => "has no n and e that make an RSA key",
            { Modulus: var modulus } when Bits(modulus!) is < SmallestModulus or > LargestModulus =>
                $"has {Bits(modulus!)} bits; {SmallestModulus} to {LargestModulus} are allowed",
            _ => null,
        };
    }

    // Odd numbers, the exponent more than 1: with anything else a signature would prove nothing.
    private static RSAParameters? Numbers(JsonWebKey key) =>
        Number(key.N) is [.., var lowest] modulus && int.IsOddInteger(lowest)
            && Number(key.E) is { Length: <= LongestExponent } exponent && int.IsOddInteger(exponent[^1]) && exponent is not [1]
            ? new() { Modulus = modulus, Exponent = exponent }
            : null;

    /// <summary>Without leading zeros, which some issuers write; null for what is no number above zero.</summary>
    private static byte[]? Number(string? text) =>
        text is not null && StrictBase64Url.Decode(text).AsSpan().TrimStart((byte)0) is { IsEmpty: false } number ? number.ToArray() : null;

    private static int Bits(byte[] number) => (8 * number.Length) - byte.LeadingZeroCount(number[0]);
}
