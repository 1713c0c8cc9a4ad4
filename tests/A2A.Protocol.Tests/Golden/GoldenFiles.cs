using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;
using A2A.Protocol.JsonRpc;
using A2A.Protocol.V03;
using A2A.Protocol.V03.Proto;

namespace A2A.Protocol.Tests.Golden;

/// <summary>The wire form of every type, as the specifications have it, written by hand.</summary>
internal static class GoldenFiles
{
    /// <summary>Each file's type.</summary>
    public static IReadOnlyDictionary<string, JsonTypeInfo> Types { get; } = new Dictionary<string, JsonTypeInfo>
    {
        ["v1-task"] = A2AJson.Default.AgentTask,
        ["v1-message"] = A2AJson.Default.Message,
        ["v1-status-update"] = A2AJson.Default.TaskStatusUpdateEvent,
        ["v1-artifact-update"] = A2AJson.Default.TaskArtifactUpdateEvent,
        ["v1-send-message"] = A2AJson.Default.SendMessageRequest,
        ["v1-send-message-to-tenant"] = A2AJson.Default.SendMessageRequest,
        ["v1-push-config"] = A2AJson.Default.TaskPushNotificationConfig,
        ["v1-stream-task"] = A2AJson.Default.StreamResponse,
        ["v1-stream-message"] = A2AJson.Default.StreamResponse,
        ["v1-stream-status"] = A2AJson.Default.StreamResponse,
        ["v1-stream-artifact"] = A2AJson.Default.StreamResponse,
        ["v1-capabilities"] = A2AJson.Default.AgentCapabilities,
        ["v1-task-minimal"] = A2AJson.Default.AgentTask,
        ["v1-message-minimal"] = A2AJson.Default.Message,
        ["v1-status-update-minimal"] = A2AJson.Default.TaskStatusUpdateEvent,
        ["v1-artifact-update-minimal"] = A2AJson.Default.TaskArtifactUpdateEvent,
        ["v1-send-message-minimal"] = A2AJson.Default.SendMessageRequest,
        ["v1-send-message-response-task"] = A2AJson.Default.SendMessageResponse,
        ["v1-send-message-response-message"] = A2AJson.Default.SendMessageResponse,
        ["v1-get-task-request"] = A2AJson.Default.GetTaskRequest,
        ["v1-get-task-request-minimal"] = A2AJson.Default.GetTaskRequest,
        ["v1-list-tasks-request"] = A2AJson.Default.ListTasksRequest,
        ["v1-list-tasks-request-minimal"] = A2AJson.Default.ListTasksRequest,
        ["v1-list-tasks-response"] = A2AJson.Default.ListTasksResponse,
        ["v1-list-tasks-response-minimal"] = A2AJson.Default.ListTasksResponse,
        ["v1-cancel-task-request"] = A2AJson.Default.CancelTaskRequest,
        ["v1-cancel-task-request-minimal"] = A2AJson.Default.CancelTaskRequest,
        ["v1-subscribe-request"] = A2AJson.Default.SubscribeToTaskRequest,
        ["v1-subscribe-request-minimal"] = A2AJson.Default.SubscribeToTaskRequest,
        ["v1-extended-card-request"] = A2AJson.Default.GetExtendedAgentCardRequest,
        ["v1-extended-card-request-minimal"] = A2AJson.Default.GetExtendedAgentCardRequest,
        ["v1-push-config-minimal"] = A2AJson.Default.TaskPushNotificationConfig,
        ["v1-get-push-config-request"] = A2AJson.Default.GetTaskPushNotificationConfigRequest,
        ["v1-get-push-config-request-minimal"] = A2AJson.Default.GetTaskPushNotificationConfigRequest,
        ["v1-delete-push-config-request"] = A2AJson.Default.DeleteTaskPushNotificationConfigRequest,
        ["v1-delete-push-config-request-minimal"] = A2AJson.Default.DeleteTaskPushNotificationConfigRequest,
        ["v1-list-push-configs-request"] = A2AJson.Default.ListTaskPushNotificationConfigsRequest,
        ["v1-list-push-configs-request-minimal"] = A2AJson.Default.ListTaskPushNotificationConfigsRequest,
        ["v1-list-push-configs-response"] = A2AJson.Default.ListTaskPushNotificationConfigsResponse,
        ["v1-list-push-configs-response-minimal"] = A2AJson.Default.ListTaskPushNotificationConfigsResponse,
        ["v1-oauth-flows"] = A2AJson.Default.OAuthFlows,
        ["v1-agent-card"] = A2AJson.Default.AgentCard,
        ["v03-agent-card"] = V03JsonContext.Wire.V03AgentCard,
        ["v03-task"] = V03JsonContext.Wire.V03Task,
        ["v03-message"] = V03JsonContext.Wire.V03Message,
        ["v03-status-update"] = V03JsonContext.Wire.V03StatusUpdate,
        ["v03-artifact-update"] = V03JsonContext.Wire.V03ArtifactUpdate,
        ["v03-send-message"] = V03JsonContext.Wire.V03MessageSendParams,
        ["v03-send-message-push-beside"] = V03JsonContext.Wire.V03MessageSendParams,
        ["v03-send-message-push-config-beside"] = V03JsonContext.Wire.V03MessageSendParams,
        ["v03-push-config"] = V03JsonContext.Wire.V03TaskPushConfig,
        ["v03-push-config-set"] = V03JsonContext.Wire.V03SetPushConfigParams,
        ["v03-push-config-flat"] = V03JsonContext.Wire.V03SetPushConfigParams,
        ["v03-push-config-http"] = V03JsonContext.Wire.V03SetPushConfigParams,
        ["v03-push-configs"] = V03JsonContext.Wire.IReadOnlyListV03TaskPushConfig,
        ["v03-task-params"] = V03JsonContext.Wire.V03TaskParams,
        ["v03-proto-send-message"] = V03ProtoJsonContext.Wire.V03ProtoSendRequest,
        ["v03-proto-send-request"] = V03ProtoJsonContext.Wire.V03ProtoSendRequest,
        ["v03-proto-stream-task"] = V03ProtoJsonContext.Wire.V03ProtoStreamResponse,
        ["v03-proto-stream-message"] = V03ProtoJsonContext.Wire.V03ProtoStreamResponse,
        ["v03-proto-stream-status"] = V03ProtoJsonContext.Wire.V03ProtoStreamResponse,
        ["v03-proto-stream-artifact"] = V03ProtoJsonContext.Wire.V03ProtoStreamResponse,
        ["v03-proto-push-configs"] = V03ProtoJsonContext.Wire.V03ProtoPushConfigs,
        ["v03-task-minimal"] = V03JsonContext.Wire.V03Task,
        ["v03-tasks"] = V03JsonContext.Wire.IReadOnlyListV03Task,
        ["v03-message-minimal"] = V03JsonContext.Wire.V03Message,
        ["v03-status-update-minimal"] = V03JsonContext.Wire.V03StatusUpdate,
        ["v03-artifact-update-minimal"] = V03JsonContext.Wire.V03ArtifactUpdate,
        ["v03-send-message-minimal"] = V03JsonContext.Wire.V03MessageSendParams,
        ["v03-push-config-minimal"] = V03JsonContext.Wire.V03TaskPushConfig,
        ["v03-push-config-set-minimal"] = V03JsonContext.Wire.V03SetPushConfigParams,
        ["v03-task-params-minimal"] = V03JsonContext.Wire.V03TaskParams,
        ["json-rpc-request"] = JsonRpcJsonContext.Wire.JsonRpcRequest,
        ["json-rpc-result"] = JsonRpcJsonContext.Wire.JsonRpcResponse,
        ["json-rpc-error"] = JsonRpcJsonContext.Wire.JsonRpcResponse,
        ["json-rpc-request-minimal"] = JsonRpcJsonContext.Wire.JsonRpcRequest,
        ["json-rpc-error-details"] = JsonRpcJsonContext.Wire.JsonRpcResponse,
        ["json-rpc-error-minimal"] = JsonRpcJsonContext.Wire.JsonRpcResponse,
        ["error-info"] = JsonRpcJsonContext.Wire.ErrorInfo,
        ["error-info-minimal"] = JsonRpcJsonContext.Wire.ErrorInfo,
        ["error-bad-request"] = JsonRpcJsonContext.Wire.BadRequest,
        ["error-bad-request-minimal"] = JsonRpcJsonContext.Wire.BadRequest,
        ["error-http"] = JsonRpcJsonContext.Wire.HttpErrorBody,
        ["error-http-minimal"] = JsonRpcJsonContext.Wire.HttpErrorBody,
    };

    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json"));

    public static T Read<T>(string name) => (T)JsonSerializer.Deserialize(Text(name), Types[name])!;

    /// <summary>The value is on the wire what the file says; the order of members does not matter.</summary>
    public static void ShouldBeOnTheWire<T>(this T value, string name)
    {
        var actual = JsonSerializer.SerializeToNode(value, Types[name]);
        var expected = JsonNode.Parse(Text(name));
        JsonNode.DeepEquals(actual, expected).ShouldBeTrue($"{name} should be\n{expected}\nbut is\n{actual}");
    }
}
