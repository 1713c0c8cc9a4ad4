using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03.Proto;

/// <summary>Serialization of 0.3's ProtoJSON, made at build time.</summary>
[JsonSerializable(typeof(V03ProtoTask))]
[JsonSerializable(typeof(IReadOnlyList<V03ProtoTask>))]
[JsonSerializable(typeof(V03ProtoStreamResponse))]
[JsonSerializable(typeof(V03ProtoSendRequest))]
[JsonSerializable(typeof(V03ProtoTaskPushConfig))]
[JsonSerializable(typeof(V03ProtoPushConfigs))]
public sealed partial class V03ProtoJsonContext : JsonSerializerContext
{
    /// <summary>With the protocol's options.</summary>
    public static V03ProtoJsonContext Wire { get; } = new(A2AJson.Create());
}
