using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Server.Operations;

/// <summary>The JSON of operations: what has no value is left out.</summary>
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(TaskDetails))]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(PurgeAnswer))]
[JsonSerializable(typeof(AttemptList))]
[JsonSerializable(typeof(SubscriptionList))]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(NextKey))]
internal sealed partial class OpsJson : JsonSerializerContext
{
    public static OpsJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Converters = { new WireTimestampConverter() },
    });
}
