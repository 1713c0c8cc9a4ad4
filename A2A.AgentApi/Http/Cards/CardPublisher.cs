using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using A2A.AgentApi.Push.Keys;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.Signing;

namespace A2A.AgentApi.Http.Cards;

/// <summary>Gives cards their signature and their time, on which all replicas agree through the store.</summary>
/// <remarks>
/// A signature by ECDSA is another one each time. If every replica signed for itself, the same card would have another
/// ETag at each of them. A card is signed only where its address is configured: otherwise anybody could have this
/// server sign an address of his own, by the Host header.
/// </remarks>
internal sealed class CardPublisher(AgentCards cards, SigningKeys keys, ISigningKeyStore store)
{
    // Stands for the address where none is configured: what a card says does not change with who asks.
    private static readonly Uri NoRoot = new("http://host.invalid/");

    private readonly ConcurrentDictionary<CardPlace, Publication> _publications = new();

    /// <summary>The card of 1.0 with the signatures of it and of its blend, where it can be signed, and since when it says what it says.</summary>
    public async Task<(AgentCard Card, DateTimeOffset Since)> PublishAsync(CardPlace place, CancellationToken cancellationToken)
    {
        var known = place with { Root = cards.PublicRoot ?? NoRoot };
        if (!_publications.TryGetValue(known, out var publication))
        {
            publication = await AgreeAsync(cards.CardOf(known), cancellationToken);
            _publications[known] = publication;
        }

        var card = cards.CardOf(place);
        return publication.Signature.Length == 0
            ? (card, publication.Since)
            : (card with { Signatures = JsonSerializer.Deserialize(publication.Signature, A2AJson.Default.IReadOnlyListAgentCardSignature) }, publication.Since);
    }

    private async Task<Publication> AgreeAsync(AgentCard card, CancellationToken cancellationToken)
    {
        // All that is published of it, in both versions.
        var content = Convert.ToHexStringLower(SHA256.HashData(CardForm.Blended.Write(card)));
        if (cards.PublicRoot is not { } root)
        {
            return await store.PublishAsync(content, "", cancellationToken);
        }

        var current = await keys.CurrentAsync(cancellationToken);
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
