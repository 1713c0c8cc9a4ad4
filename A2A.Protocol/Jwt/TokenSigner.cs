using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using A2A.Protocol.Signing;

namespace A2A.Protocol.Jwt;

/// <summary>Makes signed JSON Web Tokens (RFC 7519) in the compact form.</summary>
public static class TokenSigner
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A token signed with ES256.</summary>
    /// <param name="claims">The members of the payload: writes into an object that is open.</param>
    /// <param name="key">A private key on the curve P-256.</param>
    /// <param name="keyId">Its name in the issuer's key set.</param>
    /// <remarks>ECDSA takes a random number: two tokens of the same claims differ, and both are right.</remarks>
    public static string Sign(Action<Utf8JsonWriter> claims, ECDsa key, string keyId)
    {
        var text = SignedText(Es256.Name, keyId, claims);
        return $"{text}.{Es256.Sign(text, key)}";
    }

    /// <summary>A token signed with HS256.</summary>
    /// <param name="claims">The members of the payload: writes into an object that is open.</param>
    /// <param name="secret">The bytes of the secret.</param>
    /// <param name="keyId">What the header calls it; null to leave that out.</param>
    public static string Sign(Action<Utf8JsonWriter> claims, ReadOnlySpan<byte> secret, string? keyId)
    {
        var text = SignedText(Hs256.Name, keyId, claims);
        return $"{text}.{Hs256.Sign(text, secret)}";
    }

    private static string SignedText(string algorithm, string? keyId, Action<Utf8JsonWriter> claims)
    {
        var header = Encode(json =>
        {
            json.WriteString("alg", algorithm);
            json.WriteString("typ", "JWT");
            if (keyId is not null)
            {
                json.WriteString("kid", keyId);
            }
        });
        return $"{header}.{Encode(claims)}";
    }

    private static string Encode(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }
}
