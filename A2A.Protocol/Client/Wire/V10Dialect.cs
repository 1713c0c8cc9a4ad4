using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>A2A 1.0: the model is what is on the wire (A2A 1.0, sections 5.3 and 9.4).</summary>
internal sealed class V10Dialect : IDialect
{
    private static readonly WireOperation SendOperation = new("SendMessage", HttpMethod.Post, "/message:send");
    private static readonly WireOperation StreamOperation = new("SendStreamingMessage", HttpMethod.Post, "/message:stream");
    private static readonly WireOperation GetOperation = new("GetTask", HttpMethod.Get, "/tasks/{id}");
    private static readonly WireOperation ListOperation = new("ListTasks", HttpMethod.Get, "/tasks");
    private static readonly WireOperation CancelOperation = new("CancelTask", HttpMethod.Post, "/tasks/{id}:cancel");
    // GET as in the specification's a2a.proto, which is normative; its text says POST.
    private static readonly WireOperation SubscribeOperation = new("SubscribeToTask", HttpMethod.Get, "/tasks/{id}:subscribe");
    private static readonly WireOperation SetConfigOperation =
        new("CreateTaskPushNotificationConfig", HttpMethod.Post, "/tasks/{taskId}/pushNotificationConfigs");
    private static readonly WireOperation GetConfigOperation =
        new("GetTaskPushNotificationConfig", HttpMethod.Get, "/tasks/{taskId}/pushNotificationConfigs/{id}");
    private static readonly WireOperation ListConfigsOperation =
        new("ListTaskPushNotificationConfigs", HttpMethod.Get, "/tasks/{taskId}/pushNotificationConfigs");
    private static readonly WireOperation DeleteConfigOperation =
        new("DeleteTaskPushNotificationConfig", HttpMethod.Delete, "/tasks/{taskId}/pushNotificationConfigs/{id}");
    private static readonly WireOperation CardOperation = new("GetExtendedAgentCard", HttpMethod.Get, "/extendedAgentCard");

    private static A2AJsonContext Wire => A2AJson.Default;

    public Call<SendMessageResponse> Send(SendMessageRequest request) => New(SendOperation, request, Wire.SendMessageRequest, Sent);

    public Call<StreamResponse> Stream(SendMessageRequest request) => New(StreamOperation, request, Wire.SendMessageRequest, Item);

    public Call<StreamResponse> Subscribe(SubscribeToTaskRequest request) =>
        New(SubscribeOperation, request, Wire.SubscribeToTaskRequest, Item);

    public Call<AgentTask> GetTask(GetTaskRequest request) => New(GetOperation, request, Wire.GetTaskRequest, Whole);

    public Call<ListTasksResponse> ListTasks(ListTasksRequest request) =>
        New(ListOperation, request, Wire.ListTasksRequest, answer => answer.As(Wire.ListTasksResponse, "a page of tasks"));

    public Call<AgentTask> Cancel(CancelTaskRequest request) => New(CancelOperation, request, Wire.CancelTaskRequest, Whole);

    public Call<TaskPushNotificationConfig> SetPushConfig(TaskPushNotificationConfig config) =>
        New(SetConfigOperation, config, Wire.TaskPushNotificationConfig, Config);

    public Call<TaskPushNotificationConfig> GetPushConfig(GetTaskPushNotificationConfigRequest request) =>
        New(GetConfigOperation, request, Wire.GetTaskPushNotificationConfigRequest, Config);

    public Call<ListTaskPushNotificationConfigsResponse> ListPushConfigs(ListTaskPushNotificationConfigsRequest request) => New(
        ListConfigsOperation,
        request,
        Wire.ListTaskPushNotificationConfigsRequest,
        answer => answer.As(Wire.ListTaskPushNotificationConfigsResponse, "a list of push configs"));

    public Call<object?> DeletePushConfig(DeleteTaskPushNotificationConfigRequest request) =>
        New<DeleteTaskPushNotificationConfigRequest, object?>(
            DeleteConfigOperation, request, Wire.DeleteTaskPushNotificationConfigRequest, _ => null);

    public Call<AgentCard> GetExtendedCard(GetExtendedAgentCardRequest request) =>
        New(CardOperation, request, Wire.GetExtendedAgentCardRequest, answer => answer.As(Wire.AgentCard, "an agent card"));

    private static Call<TResult> New<TRequest, TResult>(
        WireOperation operation, TRequest request, JsonTypeInfo<TRequest> type, Func<Answer, TResult> read) =>
        new(operation, JsonSerializer.SerializeToElement(request, type), read);

    private static SendMessageResponse Sent(Answer answer) => answer switch
    {
        _ when answer.Find("task") is not null => new() { Task = Whole(answer, "task") },
        _ when answer.Find("message") is not null => new() { Message = answer.Member("message", Wire.Message, "a message") },
        _ => throw answer.NotA("a task or a message"),
    };

    private static StreamResponse Item(Answer answer) => answer switch
    {
        _ when answer.Find("task") is not null => new() { Task = Whole(answer, "task") },
        _ when answer.Find("message") is not null => new() { Message = answer.Member("message", Wire.Message, "a message") },
        _ when answer.Find("statusUpdate", "status") is not null =>
            new() { StatusUpdate = answer.Member("statusUpdate", Wire.TaskStatusUpdateEvent, "a status update") },
        _ when answer.Find("artifactUpdate", "artifact") is not null =>
            new() { ArtifactUpdate = answer.Member("artifactUpdate", Wire.TaskArtifactUpdateEvent, "an artifact update") },
        _ => throw answer.NotA("a task, a message or an update"),
    };

    private static AgentTask Whole(Answer answer) => Whole(answer, null);

    private static AgentTask Whole(Answer answer, string? member)
    {
        var task = answer.Member(member, Wire.AgentTask, "a task");
        var status = member is null ? answer.Find("status") : answer.Find(member, "status");
        return task.Id.Length > 0 && status is not null ? task : throw answer.NotA("a task with id and status");
    }

    private static TaskPushNotificationConfig Config(Answer answer) =>
        answer.As(Wire.TaskPushNotificationConfig, "a push config") is { Url.Length: > 0 } config
            ? config
            : throw answer.NotA("a push config with a url");
}
