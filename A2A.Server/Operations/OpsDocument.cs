using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Cards;
using A2A.Server.Http.Errors;
using A2A.Server.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Operations;

/// <summary>Describes the operations in OpenAPI 3.1, from the same table that maps them.</summary>
internal sealed class OpsDocument(AgentCards cards, CallerSchemes callers)
{
    public const string Path = "/openapi/ops.json";

    private const string About = """
        Operations for who runs the server: deliveries that were given up, what became of a task's webhooks, failing endpoints, and keys. Callers of the
        agents may use what is not for operators only, and see and change what is their own. What belongs to somebody else is not found.
        """;

    public static FileContentHttpResult Give(HttpContext context, OpsDocument document, Caching caching)
    {
        var body = document.Write(document.RootOf(context.Request));
        caching.Allow(context.Response);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..16])}\"");
        return TypedResults.Bytes(body, MediaTypes.Json, entityTag: tag);
    }

    /// <summary>The document as it is sent.</summary>
    /// <param name="root">Where callers find this server, with a closing slash.</param>
    public byte[] Write(Uri root)
    {
        // The security schemes of 0.3 are those of OpenAPI.
        var schemes = callers.OperatorSchemes;
        var security = JsonSerializer.SerializeToNode(
            new AgentCard { SecuritySchemes = schemes, SecurityRequirements = CallerSchemes.RequirementsOf(schemes) }.ToV03(), V03JsonContext.Wire.V03AgentCard);
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "A2A operations", ["description"] = About.ReplaceLineEndings(" "), ["version"] = ProtocolVersions.V1 },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = root.AbsoluteUri.TrimEnd('/') }),
            ["paths"] = Paths(),
            ["components"] = new JsonObject
            {
                ["schemas"] = OpsSchemas.Of(OpsEndpoints.All),
                ["headers"] = OpsResponses.Headers(),
                ["responses"] = OpsResponses.Refusals(),
                ["securitySchemes"] = security?["securitySchemes"]?.DeepClone(),
            },
            ["security"] = security?["security"]?.DeepClone(),
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, A2AJson.Default.JsonNode);
    }

    private Uri RootOf(HttpRequest request) => cards.BaseOf(request);

    private static JsonObject Paths()
    {
        var paths = new JsonObject();
        foreach (var path in OpsEndpoints.All.GroupBy(route => route.Path))
        {
            paths[OpsRoute.Root + path.Key] = new JsonObject(
                path.Select(route => KeyValuePair.Create(route.Method.ToLowerInvariant(), (JsonNode?)Describe(route))));
        }

        return paths;
    }

    private static JsonObject Describe(OpsRoute route) => new()
    {
        ["operationId"] = route.Name,
        ["summary"] = route.Summary + (route.IsForOperators ? " For operators." : ""),
        ["parameters"] = new JsonArray(route.Path.Split('{').Skip(1)
            .Select(piece => piece[..piece.IndexOf('}', StringComparison.Ordinal)])
            .Select(name => (JsonNode)ParameterOf(name, "path", null, new JsonObject { ["type"] = "string" }))
            .Concat(route.Query.Select(field => ParameterOf(field.Name, "query", field.Meaning, JsonNode.Parse(field.Schema)))).ToArray()),
        ["responses"] = OpsResponses.Of(route),
    };

    private static JsonObject ParameterOf(string name, string place, string? meaning, JsonNode? schema)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = place == "path" };
        if (meaning is not null)
        {
            parameter["description"] = meaning;
        }

        parameter["schema"] = schema;
        return parameter;
    }
}
