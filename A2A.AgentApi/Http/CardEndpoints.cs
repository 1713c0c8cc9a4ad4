using System.Security.Cryptography;
using System.Text.Json;
using A2A.AgentApi.Agents;
using A2A.Protocol.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace A2A.AgentApi.Http;

/// <summary>Where clients find out what there is: the cards and, at the root, an index.</summary>
internal static class CardEndpoints
{
    private const string Version = "1.0.0";

    public static void MapCards(this WebApplication app)
    {
        app.MapGet("/", Index);
        string[] files = ["agent-card.json", "agent.json"]; // the second is the name before 0.3
        foreach (var file in files)
        {
            app.MapGet($"/.well-known/{file}", (HttpContext context, AgentRegistry agents, AgentCards cards) => Card(context, null, agents, cards));
            app.MapGet($"/agents/{{agent}}/.well-known/{file}", Card);
        }
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Card(HttpContext context, string? agent, AgentRegistry agents, AgentCards cards)
    {
        if (agents.Find(agent) is not { } found)
        {
            return TypedResults.Problem(A2AError.UnknownAgent(agent ?? "", agents).Message, statusCode: StatusCodes.Status404NotFound);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(cards.CardOf(found, agent, context.Request), A2AJson.Default.AgentCard);
        context.Response.Headers.CacheControl = "public, max-age=60";
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body))[..16]}\"");
        return TypedResults.Bytes(body, "application/json", entityTag: tag);
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
