using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.OpenApi;

/// <summary>Describes one operation, and what all of them share.</summary>
internal sealed class OpenApiParts(IOptions<HttpOptions> options)
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
                ["content"] = Json(OpenApiSchemas.ReferenceTo(body)),
            };
        }

        description["responses"] = ResponsesOf(route, body is not null, needsKey);
        return description;
    }

    /// <summary>The tenant in the path.</summary>
    public static JsonObject Tenant(JsonArray names) => new()
    {
        ["name"] = "tenant",
        ["in"] = "path",
        ["required"] = true,
        ["description"] = "The agent.",
        ["schema"] = new JsonObject { ["type"] = "string", ["enum"] = names },
    };

    /// <summary>What requests may carry besides.</summary>
    public static JsonObject Parameters() => JsonNode.Parse("""
        {
          "Version": {
            "name": "A2A-Version", "in": "header", "description": "The version of the protocol that the client speaks. A patch number is passed over.",
            "schema": { "type": "string", "pattern": "^1\\.0(\\.[0-9]+)?$", "default": "1.0" }
          },
          "VersionInQuery": {
            "name": "A2A-Version", "in": "query", "description": "The same as the header, which comes first.",
            "schema": { "type": "string", "pattern": "^1\\.0(\\.[0-9]+)?$", "default": "1.0" }
          },
          "Extensions": {
            "name": "A2A-Extensions", "in": "header", "description": "The extensions of the protocol that the client wants, by their URIs.",
            "schema": { "type": "array", "items": { "type": "string" } }
          },
          "LastEventId": {
            "name": "Last-Event-ID", "in": "header",
            "description": "The id of the last event that was read: the stream begins after it, also where the task has ended in the meantime.",
            "schema": { "type": "string" }
          },
          "TenantInQuery": {
            "name": "tenant", "in": "query", "description": "The agent, where neither the address nor the body names it.",
            "schema": { "type": "string" }
          }
        }
        """)!.AsObject(); // text that is there is never null

    /// <summary>What answers may carry besides.</summary>
    public static JsonObject Headers() => JsonNode.Parse("""
        {
          "A2A-Extensions": {
            "description": "The extensions that are active: those that the client wants and the agent's card declares. Absent where there is none.",
            "schema": { "type": "array", "items": { "type": "string" } }
          },
          "Retry-After": { "description": "When to try again, in seconds.", "schema": { "type": "integer", "minimum": 1 } },
          "WWW-Authenticate": { "description": "What credentials are wanted.", "schema": { "type": "string" } }
        }
        """)!.AsObject(); // as above

    /// <summary>Content in both media types of JSON.</summary>
    public static JsonObject Json(JsonObject schema) => new()
    {
        [MediaTypes.Json] = new JsonObject { ["schema"] = schema },
        [MediaTypes.A2A] = new JsonObject { ["schema"] = schema.DeepClone() },
    };

    public static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static JsonArray ParametersOf(HttpRoute route, bool ofTenant)
    {
        var type = route.Parameters ?? route.Body!; // one of both says what the path's parameters are
        var path = route.Path.Split('{').Skip(1).Select(piece => ParameterOf(type, piece[..piece.IndexOf('}', StringComparison.Ordinal)], "path"));
        var query = route.Query.Select(field => ParameterOf(type, field.Name, "query"));
        // The subscription to a task goes on after an event; a stream that a message begins has none before.
        var resumes = route.Streams && route.Path.Contains('{', StringComparison.Ordinal);
        string[] shared = ["Version", "VersionInQuery", "Extensions", .. resumes ? ["LastEventId"] : Array.Empty<string>(), .. ofTenant ? Array.Empty<string>() : ["TenantInQuery"]];
        return new(path.Concat(query).Concat(shared.Select(name => Reference("parameters", name))).ToArray<JsonNode>());
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
                "Server-sent events: the data of each is one StreamResponse, its id the place to resume from. Where the server fails, the last event is of the type `error` and its data an Error.",
                new JsonObject { ["text/event-stream"] = new JsonObject { ["schema"] = OpenApiSchemas.ReferenceTo(route.Result) } });
        }
        else
        {
            responses["200"] = Answer("The result.", Json(OpenApiSchemas.ReferenceTo(route.Result)));
        }

        foreach (var status in OpenApiErrors.StatusesOf(hasBody, needsKey))
        {
            responses[status] = Reference("responses", OpenApiErrors.NameOf(status));
        }

        return responses;
    }

    private static JsonObject Answer(string description, JsonObject? content)
    {
        var answer = new JsonObject
        {
            ["description"] = description,
            ["headers"] = new JsonObject { ["A2A-Extensions"] = Reference("headers", "A2A-Extensions") },
        };
        if (content is not null)
        {
            answer["content"] = content;
        }

        return answer;
    }
}
