using System.Text.Json.Nodes;

namespace A2A.Server.Http.OpenApi;

/// <summary>What the descriptions of operations share.</summary>
internal static class OpenApiParts
{
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
}
