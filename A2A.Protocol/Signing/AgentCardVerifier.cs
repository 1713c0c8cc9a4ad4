using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using A2A.Protocol.Json;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>Whether a card has a signature that the reader trusts.</summary>
public abstract record AgentCardVerdict
{
    private AgentCardVerdict()
    {
    }

    /// <summary>It was.</summary>
    /// <param name="Kid">The name of the key that proves it.</param>
    public sealed record Verified(string Kid) : AgentCardVerdict;

    /// <summary>Nothing shows that it was.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Refused(string Reason) : AgentCardVerdict;
}

/// <summary>Verifies the signatures of cards (A2A 1.0, section 8.4.3).</summary>
public static class AgentCardVerifier
{
    /// <summary>Whether one of the card's signatures was made with one of the keys.</summary>
    /// <param name="card">
    /// The card, as it was read. Members that this library does not know are neither in it nor covered by the verdict.
    /// </param>
    /// <param name="keys">
    /// The keys that the reader trusts, from a place that it chose itself: what the signature says by <c>jku</c> is no
    /// reason to trust, and is not followed.
    /// </param>
    /// <remarks>Only ES256 is taken, whatever the header says: neither <c>none</c> nor a key of another kind can pass.</remarks>
    public static AgentCardVerdict Verify(AgentCard card, JsonWebKeySet keys)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(keys);
        return Verify(SignedCard.PayloadOf(card), card.Signatures, keys);
    }

    /// <summary>Whether one of the signatures covers the document as it came, with all members that it has.</summary>
    /// <param name="card">The card, a JSON object.</param>
    /// <param name="keys">The keys that the reader trusts.</param>
    /// <exception cref="JsonException">It is not a card.</exception>
    /// <exception cref="ArgumentException">The document has no canonical form.</exception>
    public static AgentCardVerdict VerifyDocument(ReadOnlySpan<byte> card, JsonWebKeySet keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Verify(SignedCard.PayloadOf(card), JsonSerializer.Deserialize(card, ProtoJson.Of<AgentCard>())?.Signatures, keys);
    }

    private static AgentCardVerdict Verify(byte[] payload, IReadOnlyList<AgentCardSignature>? signatures, JsonWebKeySet keys)
    {
        if (signatures is not { Count: > 0 })
        {
            return new AgentCardVerdict.Refused("The card has no signature.");
        }

        var verdicts = signatures.Select(signature => Verify(payload, signature, keys)).ToList();
        return verdicts.Find(verdict => verdict is AgentCardVerdict.Verified) ?? verdicts[0];
    }

    private static AgentCardVerdict Verify(byte[] payload, AgentCardSignature signature, JsonWebKeySet keys)
    {
        if (JoseHeader.Read(signature.Protected) is not { KeyId: { } kid } header)
        {
            return new AgentCardVerdict.Refused("The signature's header is not the base64url of a JSON object with kid and alg.");
        }

        if (header.Algorithm != SecurityAlgorithms.EcdsaSha256 || header.IsCritical)
        {
            return new AgentCardVerdict.Refused("The signature uses another algorithm than ES256, or an extension that is not known here.");
        }

        var named = keys.Keys.Where(key => key.Kid == kid).ToList();
        return named.Count == 0
            ? new AgentCardVerdict.Refused("The signature was made with a key that is not among the trusted ones.")
            : named.Exists(key => IsSignedBy(key, AgentCardSigner.InputOf(signature.Protected, payload), signature.Signature))
                ? new AgentCardVerdict.Verified(kid)
                : new AgentCardVerdict.Refused("The signature does not fit the card: it was changed, or another key was used.");
    }

    private static bool IsSignedBy(JsonWebKey key, byte[] input, string signature)
    {
        if (KeyRules.Problem(key, SecurityAlgorithms.EcdsaSha256) is not null || StrictBase64Url.Decode(signature) is not { } bytes)
        {
            return false;
        }

        try
        {
            using var verifying = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = Base64Url.DecodeFromChars(key.X), Y = Base64Url.DecodeFromChars(key.Y) },
            });
            return verifying.VerifyData(input, bytes, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false; // the point is not on the curve
        }
    }
}
