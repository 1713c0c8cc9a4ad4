using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>Serialization of what only the client reads and writes, made at build time.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>With the protocol's options.</summary>
    public static WireJson Wire { get; } = new(A2AJson.Create());
}
