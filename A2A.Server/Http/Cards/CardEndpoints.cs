using A2A.Server.Agents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.Server.Http.Cards;

/// <summary>What is public: the cards, the public keys and, at the root, an index.</summary>
internal static class CardEndpoints
{
    private const string Version = "1.0.0";

    public static void MapCards(this IEndpointRouteBuilder app)
    {
        var open = app.MapGroup("").AllowAnonymous().RequireCors(CrossOrigin.Public).ExcludeFromDescription()
            .AddEndpointFilter(Caching.WhileAvailable);
        open.MapGet("/", Index);
        open.MapKeys();
        string[] files = ["agent-card.json", "agent.json"]; // the second is the name before 0.3
        foreach (var file in files)
        {
            open.MapMethods($"/.well-known/{file}", Caching.Methods,
                (HttpContext context, CardAnswer answer) => answer.GiveAsync(context, null));
            open.MapMethods($"/agents/{{agent}}/.well-known/{file}", Caching.Methods,
                (HttpContext context, string agent, CardAnswer answer) => answer.GiveAsync(context, agent));
        }
    }

    private static JsonHttpResult<ServerIndex> Index(HttpRequest request, AgentRegistry agents, AgentCards cards)
    {
        var root = cards.BaseOf(request);
        var entries = agents.All.Select(agent => new AgentEntry(
            agent.Name,
            agent.Card.Description,
            new Uri(root, $"agents/{agent.Name}").AbsoluteUri,
            new Uri(root, $"agents/{agent.Name}/.well-known/agent-card.json").AbsoluteUri));
        return TypedResults.Json(new ServerIndex("A2A agents", Version, agents.Default.Name, entries.ToList()));
    }

    internal sealed record ServerIndex(string Name, string Version, string DefaultAgent, IReadOnlyList<AgentEntry> Agents);

    internal sealed record AgentEntry(string Name, string Description, string Url, string Card);
}
