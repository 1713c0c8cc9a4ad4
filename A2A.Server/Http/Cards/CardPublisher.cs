using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.Signing;
using A2A.Server.Push.Keys;
using A2A.Server.Tasks;

namespace A2A.Server.Http.Cards;

/// <summary>Gives cards their signature and their time, on which all replicas agree through the store.</summary>
/// <remarks>
/// A signature by ECDSA is another one each time. If every replica signed for itself, the same card would have another
/// ETag at each of them. A card is signed only where its address is configured: otherwise a Host header could make
/// this server sign an address of another.
/// </remarks>
internal sealed class CardPublisher(AgentCards cards, SigningKeys keys, ISigningKeyStore store)
{
    // Stands for the address where none is configured: a card's text does not depend on the request.
    private static readonly Uri NoRoot = new("http://host.invalid/");

    private readonly ConcurrentDictionary<CardPlace, (string? Kid, Publication Publication)> _publications = new();

    /// <summary>
    /// What the replicas have agreed on about the card: its signatures by the key that signs now, and since when it says what
    /// it says.
    /// </summary>
    public async Task<Publication> FindAsync(CardPlace place, CancellationToken cancellationToken)
    {
        var known = place with { Root = cards.PublicRoot ?? NoRoot };
        var isKnown = _publications.TryGetValue(known, out var earlier);
        try
        {
            // Anew with another key: what the one before signed is worth nothing when its time is over.
            var key = cards.PublicRoot is null ? null : await keys.CurrentAsync(cancellationToken);
            if (!isKnown || earlier.Kid != key?.Kid)
            {
                _publications[known] = earlier = (key?.Kid, await AgreeAsync(cards.CardOf(known), key, cancellationToken));
            }
        }
        catch (StorageUnavailableException) when (isKnown)
        {
            // What was given before is still better than nothing.
        }

        return earlier.Publication;
    }

    /// <summary>The card of 1.0 with the signatures of it and of its blend, where it can be signed.</summary>
    public AgentCard Sign(CardPlace place, Publication publication)
    {
        var card = cards.CardOf(place);
        return publication.Signature.Length == 0
            ? card
            : card with { Signatures = JsonSerializer.Deserialize(publication.Signature, A2AJson.Default.IReadOnlyListAgentCardSignature) };
    }

    private async Task<Publication> AgreeAsync(AgentCard card, SigningKey? current, CancellationToken cancellationToken)
    {
        // All that is published of it, in both versions.
        var content = Convert.ToHexStringLower(SHA256.HashData(CardForm.Blended.Write(card)));
        if (cards.PublicRoot is not { } root || current is null)
        {
            return await store.PublishAsync(content, "", cancellationToken);
        }

        using var key = current.Open();
        var keySet = new Uri(root, JwksEndpoint.Path);
        IReadOnlyList<AgentCardSignature> signatures =
        [
            AgentCardSigner.Sign(card, key, keySet),
            AgentCardSigner.SignDocument(CardForm.Blended.Write(card), key, keySet),
        ];
        return await store.PublishAsync(
            $"{content}:{current.Kid}:{signatures.Count}",
            JsonSerializer.Serialize(signatures, A2AJson.Default.IReadOnlyListAgentCardSignature),
            cancellationToken);
    }
}
