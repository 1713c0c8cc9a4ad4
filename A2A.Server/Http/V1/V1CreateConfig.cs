using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.V1;

/// <summary>
/// What the parameters of CreateTaskPushNotificationConfig may hold besides the config itself (A2A 1.0, section 3.1.7): the official .NET
/// SDK nests the config, <c>{"taskId":"…","configId":"…","config":{"url":"…"}}</c>.
/// </summary>
internal sealed record V1CreateConfig
{
    [ProtoField(OtherNames = ["configId"])]
    public string? Id { get; init; }

    [ProtoField(OtherNames = ["pushNotificationConfig", "taskPushNotificationConfig"])]
    public TaskPushNotificationConfig? Config { get; init; }

    /// <summary>The config that is meant, or an error where it is given in both forms.</summary>
    /// <param name="flat">The same parameters, read as the config itself.</param>
    public Outcome<TaskPushNotificationConfig> MergeInto(TaskPushNotificationConfig flat)
    {
        if (Config is null)
        {
            return flat with { Id = Id };
        }

        if (flat.TaskId is { } task && Config.TaskId is { } other && task != other)
        {
            return A2AError.InvalidParams("config.taskId", "is another one than taskId; leave it out.");
        }

        return flat with { Tenant = null, TaskId = null, Id = null } != new TaskPushNotificationConfig()
            ? A2AError.InvalidParams("config", "is a second push config besides the members around it; send one of them.")
            : Config with { Tenant = flat.Tenant, TaskId = flat.TaskId ?? Config.TaskId, Id = Id ?? Config.Id };
    }
}
