using System.Net;
using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client;

/// <summary>Reads an agent's card (A2A 1.0, section 8.2).</summary>
internal static class AgentCardFetch
{
    /// <summary>The card at an address.</summary>
    /// <exception cref="A2AException">Nothing is there, or it is no card.</exception>
    public static async Task<AgentCard> FromAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(address, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var errors = new AnswerErrors("The agent card", null, response.StatusCode);
        return response.StatusCode == HttpStatusCode.OK ? Read(body, errors) : throw errors.BadStatus(body);
    }

    private static AgentCard Read(byte[] body, AnswerErrors errors)
    {
        try
        {
            return JsonSerializer.Deserialize(body, A2AJson.Default.AgentCard) is { Name.Length: > 0 } card
                ? card
                : throw errors.Foreign("an agent card, which has a name", body);
        }
        catch (JsonException e)
        {
            throw errors.Foreign("an agent card", body, e);
        }
    }
}
