using System.Text.Json.Serialization;
using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>A push config that was found acceptable, with the protocol version under which it was registered.</summary>
/// <param name="Id">Its id within the task: letters, digits, hyphen and underscore.</param>
/// <param name="ProtocolVersion"><c>1.0</c> or <c>0.3</c>; decides the body of its notifications for ever.</param>
/// <param name="Config">As the client gave it, its id filled in.</param>
internal sealed record PushConfig(string Id, string ProtocolVersion, TaskPushNotificationConfig Config);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PushConfig))]
internal sealed partial class PushConfigJsonContext : JsonSerializerContext;
