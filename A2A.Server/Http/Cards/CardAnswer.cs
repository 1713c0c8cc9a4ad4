using A2A.Server.Agents;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Cards;

/// <summary>Answers requests for a card (A2A 1.0, section 8).</summary>
internal sealed class CardAnswer(AgentRegistry agents, AgentCards cards, CardDocuments documents, Caching caching)
{
    /// <param name="name">The agent's name in the path; null for the default one.</param>
    /// <returns>The card, 304 when the client has it already, or why there is none.</returns>
    public async Task<IResult> GiveAsync(HttpContext context, string? name)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.Vary = ProtocolVersions.Header;
        if (agents.Find(name) is not { } agent)
        {
            return new Refusal(A2AError.UnknownAgent(name ?? "", agents));
        }

        var version = ProtocolVersions.Of(request);
        if (version.Error is { } error)
        {
            return new Refusal(error);
        }

        var place = new CardPlace(agent, name, cards.BaseOf(request));
        var document = await documents.FindAsync(place, CardForm.Of(version.Value), context.RequestAborted);
        caching.Allow(response);
        return TypedResults.Bytes(document.Body, "application/json", lastModified: document.Modified, entityTag: document.Tag);
    }
}
