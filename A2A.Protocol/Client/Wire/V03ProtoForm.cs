using System.Text.Json;
using System.Text.Json.Nodes;

namespace A2A.Protocol.Client.Wire;

/// <summary>
/// Turns what 0.3 agents write over HTTP+JSON in the form of protobuf (A2A 0.3, a2a.proto: no kinds, <c>TASK_STATE_WORKING</c>,
/// <c>content</c>, <c>fileWithUri</c>) into the form of JSON-RPC.
/// </summary>
internal static class V03ProtoForm
{
    /// <summary>A task, message, status-update or artifact-update, as its kind says.</summary>
    public static JsonElement ToCore(JsonElement proto, string kind)
    {
        var value = JsonObject.Create(proto) ?? new JsonObject();
        value["kind"] = kind;
        switch (kind)
        {
            case "task":
                Rewrite(value, "status", Status);
                RewriteAll(value, "artifacts", Artifact);
                RewriteAll(value, "history", Message);
                break;
            case "message":
                Message(value);
                break;
            case "status-update":
                Rewrite(value, "status", Status);
                break;
            default:
                Rewrite(value, "artifact", Artifact);
                break;
        }

        return JsonSerializer.SerializeToElement(value, WireJson.Wire.JsonObject);
    }

    private static void Status(JsonObject status)
    {
        status["state"] = Lower(status["state"], "TASK_STATE_") switch
        {
            "cancelled" => "canceled",
            "unspecified" => "unknown",
            var state => state,
        };
        Rewrite(status, "message", Message);
    }

    private static void Message(JsonObject message)
    {
        message["kind"] = "message";
        message["role"] = Lower(message["role"], "ROLE_");
        if (message.Remove("content", out var content))
        {
            message["parts"] = content;
        }

        RewriteAll(message, "parts", Part);
    }

    private static void Artifact(JsonObject artifact) => RewriteAll(artifact, "parts", Part);

    private static void Part(JsonObject part)
    {
        part["kind"] = part.ContainsKey("text") ? "text" : part.ContainsKey("file") ? "file" : "data";
        Rewrite(part, "file", file =>
        {
            Rename(file, "fileWithUri", "uri");
            Rename(file, "fileWithBytes", "bytes");
        });
        if (part["data"] is JsonObject data && data.Remove("data", out var inner))
        {
            part["data"] = inner;
        }
    }

    private static string? Lower(JsonNode? name, string prefix) =>
        name is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith(prefix, StringComparison.Ordinal)
            ? text[prefix.Length..].ToLowerInvariant().Replace('_', '-')
            : null;

    private static void Rename(JsonObject value, string from, string to)
    {
        if (value.Remove(from, out var member))
        {
            value[to] = member;
        }
    }

    private static void Rewrite(JsonObject parent, string name, Action<JsonObject> how)
    {
        if (parent[name] is JsonObject value)
        {
            how(value);
        }
    }

    private static void RewriteAll(JsonObject parent, string name, Action<JsonObject> how)
    {
        foreach (var value in (parent[name] as JsonArray ?? []).OfType<JsonObject>())
        {
            how(value);
        }
    }
}
