using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using A2A.Server.Agents;
using A2A.Server.Http.Cards;
using A2A.Server.Http.Rest;

namespace A2A.Server.Http.OpenApi;

/// <summary>Describes 1.0's HTTP+JSON binding in OpenAPI 3.1: what the table of operations has, at the addresses where it is mapped.</summary>
internal sealed class OpenApiDocument(OperationTable table, AgentRegistry agents, AgentCards cards, OpenApiOperations descriptions)
{
    private const string About = """
        The HTTP+JSON binding of the A2A protocol 1.0 (https://a2a-protocol.org). Members that are not known are ignored, members without a value are
        left out. A tenant is an agent: it is named by the address, by the path, or as the member `tenant`. The protocol's version 0.3, below `/v1` or
        for who says `A2A-Version: 0.3`, and JSON-RPC, a POST to the address itself, are served at the same addresses and not described here.
        """;

    private readonly List<Operation> _operations = Described(table).ToList();

    private readonly JsonObject _schemas = OpenApiSchemas.Of(Described(table).SelectMany(operation => new[] { operation.Route.Body, operation.Route.Result }).OfType<Type>());

    private byte[]? _published;

    /// <summary>The document as it is sent; made once for the address that is configured.</summary>
    /// <param name="root">Where callers find this server, with a closing slash.</param>
    public byte[] Write(Uri root) => root == cards.PublicRoot ? _published ??= Create(root) : Create(root);

    private byte[] Create(Uri root)
    {
        var security = SecurityOf(root);
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "A2A agents", ["description"] = About.ReplaceLineEndings(" "), ["version"] = ProtocolVersions.V1 },
            ["servers"] = ServersOf(root, RestEndpoints.Addresses),
            ["paths"] = PathsOf(root, security.Schemes is not null),
            ["components"] = ComponentsOf(security.Schemes),
        };
        if (security.Requirements is { } requirements)
        {
            document["security"] = requirements;
        }

        return JsonSerializer.SerializeToUtf8Bytes(document, A2AJson.Default.JsonNode);
    }

    private static IEnumerable<Operation> Described(OperationTable table) => table.All.Where(operation => operation.ProtocolVersion == ProtocolVersions.V1);

    private JsonObject ComponentsOf(JsonNode? security)
    {
        var components = new JsonObject
        {
            ["schemas"] = Merge(_schemas, OpenApiErrors.Schemas()),
            ["parameters"] = OpenApiParts.Parameters(),
            ["headers"] = OpenApiParts.Headers(),
            ["responses"] = OpenApiErrors.Responses(),
        };
        if (security is not null)
        {
            components["securitySchemes"] = security;
        }

        return components;
    }

    private JsonObject PathsOf(Uri root, bool needsKey)
    {
        var paths = new JsonObject();
        foreach (var path in _operations.GroupBy(operation => operation.Route.Path))
        {
            paths[path.Key] = new JsonObject(MethodsOf(path, "", needsKey));
        }

        foreach (var path in _operations.GroupBy(operation => operation.Route.Path))
        {
            var item = new JsonObject
            {
                ["servers"] = ServersOf(root, RestEndpoints.TenantAddresses),
                ["parameters"] = new JsonArray(OpenApiParts.Tenant(NamesOfAgents())),
            };
            foreach (var (method, operation) in MethodsOf(path, "OfTenant", needsKey))
            {
                item[method] = operation;
            }

            paths[RestEndpoints.Tenant + path.Key] = item;
        }

        return paths;
    }

    private IEnumerable<KeyValuePair<string, JsonNode?>> MethodsOf(IEnumerable<Operation> operations, string suffix, bool needsKey) =>
        from operation in operations
        from method in operation.Route.Methods
        select KeyValuePair.Create(method.ToLowerInvariant(), (JsonNode?)descriptions.Describe(operation, method, suffix, needsKey));

    // A path is added to a server's address, so none of these ends with a slash.
    private JsonArray ServersOf(Uri root, IEnumerable<string> addresses) => new(addresses.Select(address =>
    {
        var server = new JsonObject { ["url"] = root.AbsoluteUri.TrimEnd('/') + address };
        if (address.Contains("{agent}", StringComparison.Ordinal))
        {
            server["variables"] = new JsonObject { ["agent"] = new JsonObject { ["enum"] = NamesOfAgents(), ["default"] = agents.Default.Name } };
        }

        return (JsonNode)server;
    }).ToArray());

    private JsonArray NamesOfAgents() => new(agents.All.Select(agent => (JsonNode)agent.Name).ToArray());

    // As the card says it; the security schemes of 0.3 are those of OpenAPI.
    private (JsonNode? Schemes, JsonNode? Requirements) SecurityOf(Uri root)
    {
        var card = JsonSerializer.SerializeToNode(cards.CardOf(new CardPlace(agents.Default, null, root)).ToV03(), V03JsonContext.Wire.V03AgentCard);
        return (card?["securitySchemes"]?.DeepClone(), card?["security"]?.DeepClone());
    }

    private static JsonObject Merge(JsonObject first, JsonObject second) =>
        new(first.Concat(second).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
}
