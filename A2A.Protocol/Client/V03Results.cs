using System.Text.Json;
using A2A.Protocol.V03;

namespace A2A.Protocol.Client;

/// <summary>Results of 0.3, in the model.</summary>
internal static class V03Results
{
    private static V03JsonContext Wire => V03JsonContext.Wire;

    /// <summary>A task, a message or an update, told apart by its <c>kind</c> (A2A 0.3, section 7.2).</summary>
    /// <exception cref="A2AException">It is none of them.</exception>
    public static StreamResponse Read(JsonRpcAnswer answer) => Kind(answer) switch
    {
        "task" => new() { Task = Whole(answer.As(Wire.V03Task, "a task"), answer) },
        "message" => new() { Message = answer.As(Wire.V03Message, "a message").ToModel() },
        "status-update" => new() { StatusUpdate = answer.As(Wire.V03StatusUpdate, "a status update").ToModel() },
        "artifact-update" => new() { ArtifactUpdate = answer.As(Wire.V03ArtifactUpdate, "an artifact update").ToModel() },
        _ => throw answer.NotA("a task, a message or an update"),
    };

    /// <summary>A push config with its task.</summary>
    /// <exception cref="A2AException">It is something else.</exception>
    public static TaskPushNotificationConfig PushConfig(JsonRpcAnswer answer) =>
        Model(answer.As(Wire.V03TaskPushConfig, "a push config"), answer);

    /// <summary>The push configs of a task.</summary>
    /// <exception cref="A2AException">It is something else.</exception>
    public static IReadOnlyList<TaskPushNotificationConfig> PushConfigs(JsonRpcAnswer answer) =>
        answer.As(Wire.IReadOnlyListV03TaskPushConfig, "a list of push configs").Select(config => Model(config, answer)).ToList();

    private static TaskPushNotificationConfig Model(V03TaskPushConfig? config, JsonRpcAnswer answer) =>
        config?.PushNotificationConfig?.ToModel(config.TaskId) ?? throw answer.NotA("a push config");

    private static AgentTask Whole(V03Task task, JsonRpcAnswer answer) =>
        task is { Id: not null, Status: not null } ? task.ToModel() : throw answer.NotA("a task with id and status");

    private static string? Kind(JsonRpcAnswer answer) =>
        answer.Result is { ValueKind: JsonValueKind.Object } result
        && result.TryGetProperty("kind", out var kind)
        && kind.ValueKind == JsonValueKind.String
            ? kind.GetString()
            : null;
}
