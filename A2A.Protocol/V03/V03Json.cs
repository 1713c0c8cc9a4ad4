using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03;

/// <summary>Serialization of the 0.3 types, made at build time.</summary>
[JsonSerializable(typeof(V03Task))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(V03AgentCard))]
[JsonSerializable(typeof(IReadOnlyList<V03Task>))]
[JsonSerializable(typeof(V03Message))]
[JsonSerializable(typeof(V03StatusUpdate))]
[JsonSerializable(typeof(V03ArtifactUpdate))]
[JsonSerializable(typeof(V03MessageSendParams))]
[JsonSerializable(typeof(V03SetPushConfigParams))]
[JsonSerializable(typeof(V03TaskPushConfig))]
[JsonSerializable(typeof(IReadOnlyList<V03TaskPushConfig>))]
[JsonSerializable(typeof(IReadOnlyList<V03Task>))]
[JsonSerializable(typeof(V03TaskParams))]
public sealed partial class V03JsonContext : JsonSerializerContext
{
    /// <summary>With the protocol's options.</summary>
    public static V03JsonContext Wire { get; } = new(A2AJson.Create());
}
