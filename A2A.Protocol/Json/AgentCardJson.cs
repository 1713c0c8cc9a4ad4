using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.V03;

namespace A2A.Protocol.Json;

/// <summary>Cards as documents: written in one version or for both, read whichever it is.</summary>
public static class AgentCardJson
{
    /// <summary>Reads a card of 1.0, of 0.3, or of both: then 1.0 counts, and of the endpoints those of 0.3 are there, too.</summary>
    /// <exception cref="JsonException">It is not JSON, or no card.</exception>
    public static AgentCard Read(ReadOnlySpan<byte> utf8)
    {
        var json = JsonSerializer.Deserialize(utf8, A2AJson.Default.JsonElement);
        return IsOnlyV03(json)
            ? (json.Deserialize(ProtoJson.PlainOf<V03AgentCard>()) ?? new()).ToModel()
            : json.Deserialize(ProtoJson.Of<AgentCard>()) ?? throw new JsonException("A card is an object.");
    }

    /// <summary>
    /// One document for clients of 0.3 and of 1.0: the members of both. Where both have an object, it has the members of both.
    /// </summary>
    /// <param name="v1">The card in 1.0.</param>
    /// <param name="v03">The same card in 0.3.</param>
    public static byte[] Blend(AgentCard v1, V03AgentCard v03)
    {
        var blend = JsonSerializer.SerializeToNode(v1, A2AJson.Default.AgentCard)!; // a card is never null
        Add(blend, JsonSerializer.SerializeToNode(v03, V03JsonContext.Wire.V03AgentCard)!);
        return JsonSerializer.SerializeToUtf8Bytes(blend, A2AJson.Default.JsonNode);
    }

    // {"ways":{"apiKeySecurityScheme":{…}}} and {"ways":{"type":"apiKey",…}} give one scheme with all of these members.
    private static void Add(JsonNode to, JsonNode from)
    {
        switch (to, from)
        {
            case (JsonObject members, JsonObject more):
                foreach (var (name, value) in more.Where(member => member.Value is not null))
                {
                    if (members[name] is { } there)
                    {
                        Add(there, value!);
                    }
                    else
                    {
                        members[name] = value!.DeepClone();
                    }
                }

                break;
            case (JsonArray items, JsonArray more) when items.Count == more.Count:
                foreach (var (item, other) in items.Zip(more).Where(pair => pair is { First: not null, Second: not null }))
                {
                    Add(item!, other!);
                }

                break;
        }
    }

    private static bool IsOnlyV03(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && !ProtoJson.TryFind(json, "supportedInterfaces", out _)
        && (json.TryGetProperty("url", out _) || json.TryGetProperty("protocolVersion", out _));
}
