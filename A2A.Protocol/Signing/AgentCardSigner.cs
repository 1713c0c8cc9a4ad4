using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>Signs cards, so that a reader can verify the author of a card that came by any way (A2A 1.0, section 8.4).</summary>
public static class AgentCardSigner
{
    /// <summary>
    /// A signature of the card as it is, whatever signatures it has already: a JSON Web Signature with ES256 over the
    /// card's canonical form (RFC 8785). The header names the key by its thumbprint (RFC 7638).
    /// </summary>
    /// <param name="card">The card.</param>
    /// <param name="key">A private key on the curve P-256.</param>
    /// <param name="keySet">Where the public key can be had, the header's <c>jku</c>; null to leave it out.</param>
    /// <remarks>ECDSA takes a random number: two signatures of the same card differ, and both are right.</remarks>
    /// <exception cref="ArgumentException">The key is on another curve, or the card has no canonical form.</exception>
    public static AgentCardSignature Sign(AgentCard card, ECDsa key, Uri? keySet)
    {
        ArgumentNullException.ThrowIfNull(card);
        return SignPayload(SignedCard.PayloadOf(card), key, keySet);
    }

    /// <summary>
    /// A signature of a card as a document, with all members that it has, for readers that verify the document as received:
    /// over the canonical form of the object without its member <c>signatures</c>.
    /// </summary>
    /// <param name="card">The card, a JSON object.</param>
    /// <param name="key">A private key on the curve P-256.</param>
    /// <param name="keySet">Where the public key can be had, the header's <c>jku</c>; null to leave it out.</param>
    /// <exception cref="ArgumentException">The key is on another curve, or the document has no canonical form.</exception>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static AgentCardSignature SignDocument(ReadOnlySpan<byte> card, ECDsa key, Uri? keySet)
    {
        return SignPayload(SignedCard.PayloadOf(card), key, keySet);
    }

    // RFC 7515, section 5.1: what is signed.
    internal static byte[] InputOf(string header, byte[] payload) =>
        Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(payload)}");

    private static AgentCardSignature SignPayload(byte[] payload, ECDsa key, Uri? keySet)
    {
        var header = Base64Url.EncodeToString(HeaderOf(PublicKeys.Of(key).Kid, keySet));
        var signature = key.SignData(InputOf(header, payload), HashAlgorithmName.SHA256); // r and s as RFC 7518, section 3.4, has them
        return new() { Protected = header, Signature = Base64Url.EncodeToString(signature) };
    }

    private static byte[] HeaderOf(string kid, Uri? keySet)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("alg", SecurityAlgorithms.EcdsaSha256);
            json.WriteString("typ", "JOSE");
            json.WriteString("kid", kid);
            if (keySet is not null)
            {
                json.WriteString("jku", keySet.AbsoluteUri);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
