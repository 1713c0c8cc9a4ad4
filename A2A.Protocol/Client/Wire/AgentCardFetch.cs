using System.Net;
using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>An agent's card, and the endpoints that it names.</summary>
internal sealed record FetchedCard(AgentCard Card, IReadOnlyList<AgentEndpoint> Endpoints);

/// <summary>Reads an agent's card (A2A 1.0, section 8.2).</summary>
internal static class AgentCardFetch
{
    private const string Path = "/.well-known/agent-card.json";

    /// <summary>The path before 0.3, where some agents still have it.</summary>
    private const string OlderPath = "/.well-known/agent.json";

    /// <summary>The card of the agent at an address.</summary>
    /// <exception cref="A2AException">Nothing is there, or it is no card.</exception>
    public static async Task<FetchedCard> FromAsync(
        HttpClient http, Uri agent, A2AClientOptions options, CancellationToken cancellationToken)
    {
        // Card addresses have no version yet: without the header a server gives the card that both versions can read.
        var below = agent.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var exchange = new HttpExchange(http, ProtocolVersion.V03, options);
        try
        {
            return await ReadAsync(exchange, agent, new Uri(below + Path), cancellationToken);
        }
        catch (A2AException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            try
            {
                return await ReadAsync(exchange, agent, new Uri(below + OlderPath), cancellationToken);
            }
            catch (A2AException)
            {
                // The older name is a courtesy: what is missing is the card by its proper name.
            }

            throw;
        }
    }

    private static async Task<FetchedCard> ReadAsync(HttpExchange exchange, Uri agent, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new("application/json"));
        return await exchange.GetAsync(
            request,
            new("The agent card", null),
            (response, errors, body) => response.StatusCode == HttpStatusCode.OK ? Read(body, agent, errors) : throw errors.BadStatus(body),
            cancellationToken);
    }

    private static FetchedCard Read(byte[] body, Uri agent, AnswerErrors errors)
    {
        try
        {
            return AgentCardJson.Read(body) is { Name.Length: > 0 } card
                && JsonSerializer.Deserialize(body, ProtoJson.Of<CardInterfaces>()) is { } endpoints
                    ? new FetchedCard(card, EndpointChoice.In(endpoints, agent))
                    : throw errors.Foreign("an agent card, which has a name", body);
        }
        catch (JsonException e)
        {
            throw errors.Foreign("an agent card", body, e);
        }
    }
}
