using A2A.Server.Agents;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Cards;

/// <summary>The cards for authenticated callers (A2A 1.0, sections 3.1.11 and 13.3; A2A 0.3, section 7.10).</summary>
/// <remarks>Whether the caller may ask is settled before: where callers have keys, every call without one is refused.</remarks>
internal sealed class ExtendedCards(
    AgentRegistry agents, AgentCards cards, CardDocuments documents, Caching caching, IHttpContextAccessor accessor)
{
    /// <summary>The result is the card, or the error for an agent that has none.</summary>
    public async Task<Reply> FindAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var (agent, version) = (call.Context.Agent, call.Context.ProtocolVersion);
        if (!cards.HasExtended(agent))
        {
            // 1.0, section 3.3.4: what the card does not offer is unsupported; 0.3 has an error of its own for it.
            return version == ProtocolVersions.V1 ? A2AError.NoExtendedCard : A2AError.ExtendedCardNotConfigured;
        }

        var http = accessor.HttpContext ?? throw new InvalidOperationException("An extended card is asked for outside of a request.");
        var place = new CardPlace(agent, agent == agents.Default ? null : agent.Name, cards.BaseOf(http.Request), IsExtended: true);
        // Clients of 0.3 read security schemes as the text of 0.3 has them, or as its proto: the blend has both.
        var form = version == ProtocolVersions.V1 ? CardForm.V1 : CardForm.Blended;
        var document = await documents.FindAsync(place, form, cancellationToken);
        caching.AllowCaller(http.Response);
        return new Reply.Result(document.Body);
    }
}
