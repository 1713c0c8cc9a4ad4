using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Calls;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Cards;

/// <summary>Which card it is.</summary>
/// <param name="Name">The agent's name in the path; null for the default agent at the root.</param>
/// <param name="Root">Where callers find this server, with a closing slash.</param>
/// <param name="IsExtended">True for the card of authenticated callers.</param>
internal sealed record CardPlace(IAgent Agent, string? Name, Uri Root, bool IsExtended = false);

/// <summary>Cards with addresses: what an agent says of itself, where this server offers it, and what callers need.</summary>
internal sealed class AgentCards(IOptions<AgentOptions> options, CallerSchemes callers, IEnumerable<IFurtherBinding> further)
{
    private static readonly (string Binding, string Version)[] Interfaces =
        [("JSONRPC", "1.0"), ("HTTP+JSON", "1.0"), ("JSONRPC", "0.3"), ("HTTP+JSON", "0.3")];

    /// <summary>The address that callers can rely on; null when only their requests tell one.</summary>
    public Uri? PublicRoot { get; } = options.Value.PublicUrl is { } url ? WithSlash(url.AbsoluteUri) : null;

    /// <summary>The card of 1.0, not signed. Names only what is served.</summary>
    public AgentCard CardOf(CardPlace place)
    {
        var card = place.IsExtended && place.Agent.ExtendedCard is { } extended ? extended : place.Agent.Card;
        // Without a closing slash: clients append "/message:send" to it.
        var url = new Uri(place.Root, place.Name is null ? "" : $"agents/{place.Name}").AbsoluteUri.TrimEnd('/');
        return card with
        {
            SupportedInterfaces = Interfaces
                .Select(way => new AgentInterface { Url = url, ProtocolBinding = way.Binding, ProtocolVersion = way.Version })
                .Concat(further.Select(binding => binding.InterfaceOf(place)).OfType<AgentInterface>())
                .ToList(),
            Capabilities = card.Capabilities with { ExtendedAgentCard = HasExtended(place.Agent) },
            SecuritySchemes = callers.Schemes,
            SecurityRequirements = callers.Requirements,
        };
    }

    /// <summary>Whether authenticated callers get a richer card; without authentication there is none.</summary>
    public bool HasExtended(IAgent agent) => callers.AreNeeded && agent.ExtendedCard is not null;

    /// <summary>Where callers find this server, with a closing slash.</summary>
    public Uri BaseOf(HttpRequest request) =>
        PublicRoot
        ?? further.Select(binding => binding.RootOfOthers(request)).FirstOrDefault(root => root is not null)
        ?? WithSlash(UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase));

    private static Uri WithSlash(string address) => new(address.EndsWith('/') ? address : $"{address}/");
}
