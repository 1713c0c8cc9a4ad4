using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.Protocol.Json;

/// <summary>The one place that decides how the protocol's types become JSON and back.</summary>
/// <remarks>This is the form in which JSON is written. What others wrote may differ and is read by <see cref="ProtoJson"/>.</remarks>
public static class A2AJson
{
    /// <summary>How many levels deep JSON may be that is read, wherever it is read.</summary>
    /// <remarks>
    /// 16 more than a request may have by default: what comes in with a message lies deeper in what goes out, in a
    /// task's history, in an item of a stream, in the envelope of JSON-RPC.
    /// </remarks>
    public const int MaxDepth = 80;

    /// <summary>
    /// The types of 1.0, the inner model: camel case, nothing written for null, unknown members ignored, at most
    /// <see cref="MaxDepth"/> levels deep, duplicate members refused.
    /// </summary>
    public static A2AJsonContext Default { get; } = new(Create());

    /// <summary>Options that are not yet bound to a context.</summary>
    internal static JsonSerializerOptions Create() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The answers are JSON documents, never HTML: people shall be able to read them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
        Converters = { new WireTimestampConverter(), new WireIntegerConverter(), new WireBytesConverter() },
    };
}

/// <summary>Serialization of the 1.0 model, made at build time.</summary>
[JsonSerializable(typeof(AgentTask))]
[JsonSerializable(typeof(AgentCard))]
[JsonSerializable(typeof(Artifact))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(CancelTaskRequest))]
[JsonSerializable(typeof(DeleteTaskPushNotificationConfigRequest))]
[JsonSerializable(typeof(GetExtendedAgentCardRequest))]
[JsonSerializable(typeof(GetTaskPushNotificationConfigRequest))]
[JsonSerializable(typeof(GetTaskRequest))]
[JsonSerializable(typeof(ListTaskPushNotificationConfigsRequest))]
[JsonSerializable(typeof(ListTaskPushNotificationConfigsResponse))]
[JsonSerializable(typeof(ListTasksRequest))]
[JsonSerializable(typeof(ListTasksResponse))]
[JsonSerializable(typeof(SendMessageResponse))]
[JsonSerializable(typeof(SubscribeToTaskRequest))]
[JsonSerializable(typeof(StreamResponse))]
[JsonSerializable(typeof(TaskPushNotificationConfig))]
[JsonSerializable(typeof(TaskState))]
[JsonSerializable(typeof(TaskStatus))]
[JsonSerializable(typeof(IReadOnlyList<Part>))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
public sealed partial class A2AJsonContext : JsonSerializerContext;
