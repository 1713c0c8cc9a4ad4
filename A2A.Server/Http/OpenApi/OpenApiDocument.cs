using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using A2A.Server.Agents;
using A2A.Server.Http.Cards;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.OpenApi;

/// <summary>
/// Describes 1.0's HTTP+JSON binding in OpenAPI 3.1: the file a2a.json, which holds what is the same everywhere, and what the
/// configuration says: the server's address, the agents, the limit of bodies, and how callers authenticate.
/// </summary>
internal sealed class OpenApiDocument(AgentRegistry agents, AgentCards cards, IOptions<HttpOptions> options)
{
    private readonly string _file = Read()
        .Replace("\"@agents\"", string.Join(',', agents.All.Select(agent => Quoted(agent.Name))), StringComparison.Ordinal)
        .Replace("\"@default\"", Quoted(agents.Default.Name), StringComparison.Ordinal)
        .Replace("@bytes", options.Value.MaxBodyBytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private byte[]? _published;

    /// <summary>The document as it is sent; made once for the address that is configured.</summary>
    /// <param name="root">Where callers find this server, with a closing slash.</param>
    public byte[] Write(Uri root) => root == cards.PublicRoot ? _published ??= Create(root) : Create(root);

    private byte[] Create(Uri root)
    {
        // A path is added to a server's address, so none of these ends with a slash.
        var address = JsonEncodedText.Encode(root.AbsoluteUri.TrimEnd('/')).Value;
        var document = JsonNode.Parse(_file.Replace("@root", address, StringComparison.Ordinal))!.AsObject(); // the file is an object
        var (schemes, requirements) = SecurityOf(root);
        if (schemes is not null)
        {
            document["components"]!["securitySchemes"] = schemes; // there are components
            document["security"] = requirements;
        }
        else
        {
            var members = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()); // there are paths
            foreach (var operation in members.Select(member => member.Value).OfType<JsonObject>())
            {
                operation["responses"]!.AsObject().Remove("401"); // every operation has responses
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(document, A2AJson.Default.JsonNode);
    }

    // As the card says it; the security schemes of 0.3 are those of OpenAPI.
    private (JsonNode? Schemes, JsonNode? Requirements) SecurityOf(Uri root)
    {
        var card = JsonSerializer.SerializeToNode(
            cards.CardOf(new CardPlace(agents.Default, null, root)).ToV03(), V03JsonContext.Wire.V03AgentCard);
        return (card?["securitySchemes"]?.DeepClone(), card?["security"]?.DeepClone());
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Read()
    {
        using var file = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("a2a.json")!; // it is embedded
        return new StreamReader(file).ReadToEnd();
    }
}
