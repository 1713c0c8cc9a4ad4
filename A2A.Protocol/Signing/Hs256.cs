using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace A2A.Protocol.Signing;

/// <summary>HMAC-SHA256 as JSON Web Signatures have it (RFC 7518, section 3.2).</summary>
public static class Hs256
{
    /// <summary>The algorithm's name in the <c>alg</c> of headers.</summary>
    public const string Name = "HS256";

    /// <summary>The signature in base64url of a text in ASCII.</summary>
    internal static string Sign(string text, ReadOnlySpan<byte> secret) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)));

    /// <summary>Whether one of the secrets made the signature. All are tried, so that the time taken does not tell which one.</summary>
    internal static bool Verify(string text, byte[] signature, IEnumerable<ReadOnlyMemory<byte>> secrets)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var matches = false;
        foreach (var secret in secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret.Span, bytes), signature);
        }

        return matches;
    }
}
