using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.V1;

/// <summary>
/// The parameters of CreateTaskPushNotificationConfig: the config itself (A2A 1.0, section 3.1.7), or nested as the official .NET SDK
/// sends it, <c>{"taskId":"…","configId":"…","config":{"url":"…"}}</c>.
/// </summary>
internal sealed record V1CreateConfig
{
    public string? Tenant { get; init; }

    public string? TaskId { get; init; }

    [ProtoField(OtherNames = ["configId"])]
    public string? Id { get; init; }

    public string? Url { get; init; }

    public string? Token { get; init; }

    public AuthenticationInfo? Authentication { get; init; }

    public string? Secret { get; init; }

    public string? Format { get; init; }

    public string? MediaType { get; init; }

    [ProtoField(OtherNames = ["pushNotificationConfig", "taskPushNotificationConfig"])]
    public TaskPushNotificationConfig? Config { get; init; }

    /// <summary>The config that is meant, or an error where it is given in both forms.</summary>
    public static Outcome<TaskPushNotificationConfig> ToModel(V1CreateConfig given)
    {
        var flat = new TaskPushNotificationConfig
        {
            Url = given.Url ?? "",
            Token = given.Token,
            Authentication = given.Authentication,
            Secret = given.Secret,
            Format = given.Format,
            MediaType = given.MediaType,
        };
        if (given is { TaskId: { } task, Config.TaskId: { } other } && task != other)
        {
            return A2AError.InvalidParams("config.taskId", "is another one than taskId; leave it out.");
        }

        return given.Config is not null && flat != new TaskPushNotificationConfig()
            ? A2AError.InvalidParams("config", "is a second push config besides the members around it; send one of them.")
            : (given.Config ?? flat) with
            {
                Tenant = given.Tenant,
                TaskId = given.TaskId ?? given.Config?.TaskId,
                Id = given.Id ?? given.Config?.Id,
            };
    }
}
