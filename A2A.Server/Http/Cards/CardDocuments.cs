using System.Collections.Concurrent;
using A2A.Server.Push.Keys;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http.Cards;

/// <summary>A card, ready to be sent.</summary>
/// <param name="Tag">Names these bytes: the same on every replica.</param>
/// <param name="Modified">Since when the card says what it says: the same on every replica.</param>
internal sealed record CardDocument(ReadOnlyMemory<byte> Body, EntityTagHeaderValue Tag, DateTimeOffset Modified);

/// <summary>Makes cards into documents, once for each signature where the address is configured.</summary>
internal sealed class CardDocuments(AgentCards cards, CardPublisher publisher)
{
    // No more entries than agents, times two for the root, for extended cards, and three forms.
    private readonly ConcurrentDictionary<(CardPlace, CardForm), (Publication Publication, CardDocument Document)> _documents = new();

    public async Task<CardDocument> FindAsync(CardPlace place, CardForm form, CancellationToken cancellationToken)
    {
        var publication = await publisher.FindAsync(place, cancellationToken);
        if (_documents.TryGetValue((place, form), out var known) && known.Publication == publication)
        {
            return known.Document;
        }

        var body = form.Write(publisher.Sign(place, publication));
        var tag = Caching.TagOf(body);
        var document = new CardDocument(body, tag, publication.Since);
        if (place.Root == cards.PublicRoot)
        {
            // An address that a request brought may be anything, and must not fill the memory.
            _documents[(place, form)] = (publication, document);
        }

        return document;
    }
}
