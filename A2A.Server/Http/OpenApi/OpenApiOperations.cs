using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.OpenApi;

/// <summary>Describes operations.</summary>
internal sealed class OpenApiOperations(IOptions<HttpOptions> options)
{
    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;

    /// <param name="suffix">Makes the id differ where the same operation is described at another path: ids are unique.</param>
    /// <param name="needsKey">Whether callers must say who they are.</param>
    public JsonObject Describe(Operation operation, string method, string suffix, bool needsKey)
    {
        var route = operation.Route;
        var isFurther = method != route.Methods[0];
        var body = method == HttpMethods.Post ? route.Body : null;
        var description = new JsonObject
        {
            ["operationId"] = $"{operation.Name}{(isFurther ? $"By{char.ToUpperInvariant(method[0])}{method[1..].ToLowerInvariant()}" : "")}{suffix}",
            ["summary"] = operation.Summary,
            ["parameters"] = ParametersOf(route, ofTenant: suffix.Length > 0),
        };
        if (body is not null)
        {
            description["requestBody"] = new JsonObject
            {
                ["description"] = string.Create(CultureInfo.InvariantCulture, $"At most {_maxBodyBytes} bytes. What the path says need not be said again."),
                ["required"] = !route.BodyIsOptional,
                ["content"] = OpenApiParts.Json(OpenApiSchemas.ReferenceTo(body)),
            };
        }

        description["responses"] = ResponsesOf(route, body is not null, needsKey);
        return description;
    }

    private static JsonArray ParametersOf(HttpRoute route, bool ofTenant)
    {
        var type = route.Parameters ?? route.Body!; // one of both says what the path's parameters are
        var path = route.Path.Split('{').Skip(1).Select(piece => ParameterOf(type, piece[..piece.IndexOf('}', StringComparison.Ordinal)], "path"));
        var query = route.Query.Select(field => ParameterOf(type, field.Name, "query"));
        // The subscription to a task goes on after an event; a stream that a message begins has none before.
        var resumes = route.Streams && route.Path.Contains('{', StringComparison.Ordinal);
        List<string> shared = ["Version", "VersionInQuery", "Extensions"];
        if (resumes)
        {
            shared.Add("LastEventId");
        }

        if (!ofTenant)
        {
            shared.Add("TenantInQuery");
        }

        return new(path.Concat(query).Concat(shared.Select(name => OpenApiParts.Reference("parameters", name))).ToArray<JsonNode>());
    }

    private static JsonObject ParameterOf(Type type, string name, string place)
    {
        var schema = OpenApiSchemas.MemberOf(type, name);
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = place == "path" };
        if (schema["description"] is { } description)
        {
            schema.Remove("description");
            parameter["description"] = description;
        }

        parameter["schema"] = schema;
        return parameter;
    }

    private static JsonObject ResponsesOf(HttpRoute route, bool hasBody, bool needsKey)
    {
        var responses = new JsonObject();
        if (route.Result is null)
        {
            responses["204"] = Answer("Done.", null);
        }
        else if (route.Streams)
        {
            responses["200"] = Answer(
                "Server-sent events: the data of each is one StreamResponse, its id the place to resume from. "
                + "Where the server fails, the last event is of the type `error` and its data an Error.",
                new JsonObject { ["text/event-stream"] = new JsonObject { ["schema"] = OpenApiSchemas.ReferenceTo(route.Result) } });
        }
        else
        {
            responses["200"] = Answer("The result.", OpenApiParts.Json(OpenApiSchemas.ReferenceTo(route.Result)));
        }

        foreach (var status in OpenApiErrors.StatusesOf(hasBody, needsKey))
        {
            responses[status] = OpenApiParts.Reference("responses", OpenApiErrors.NameOf(status));
        }

        return responses;
    }

    private static JsonObject Answer(string description, JsonObject? content)
    {
        var answer = new JsonObject
        {
            ["description"] = description,
            ["headers"] = new JsonObject { ["A2A-Extensions"] = OpenApiParts.Reference("headers", "A2A-Extensions") },
        };
        if (content is not null)
        {
            answer["content"] = content;
        }

        return answer;
    }
}
