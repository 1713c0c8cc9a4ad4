using A2A.AgentApi.Agents;

namespace A2A.AgentApi.Http.Cards;

/// <summary>The cards for callers who have said who they are (A2A 1.0, sections 3.1.11 and 13.3; A2A 0.3, section 7.10).</summary>
/// <remarks>Whether the caller may ask is settled before: where callers have keys, every call without one is refused.</remarks>
internal sealed class ExtendedCards(AgentRegistry agents, AgentCards cards, CardDocuments documents, IHttpContextAccessor accessor)
{
    /// <summary>The card as UTF-8 JSON in the words of the call's version, or the error for an agent that has none.</summary>
    public async Task<Outcome<ReadOnlyMemory<byte>>> FindAsync(CallContext call, CancellationToken cancellationToken)
    {
        if (!cards.HasExtended(call.Agent))
        {
            return call.ProtocolVersion == CardForm.V1.Version ? A2AError.NoExtendedCard : A2AError.ExtendedCardNotConfigured;
        }

        var request = accessor.HttpContext?.Request ?? throw new InvalidOperationException("An extended card is asked for outside of a request.");
        var name = call.Agent == agents.Default ? null : call.Agent.Name;
        var place = new CardPlace(call.Agent, name, cards.BaseOf(request), IsExtended: true);
        var document = await documents.FindAsync(place, CardForm.Of(call.ProtocolVersion), cancellationToken);
        return document.Body;
    }
}
