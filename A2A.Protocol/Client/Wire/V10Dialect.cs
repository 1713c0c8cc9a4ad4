using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>A2A 1.0: the model is what is on the wire (A2A 1.0, sections 5.3 and 9.4).</summary>
internal sealed class V10Dialect : IDialect
{
    private const string AnyItem = "a task, a message or an update";

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
        New(ListOperation, request, Wire.ListTasksRequest, answer => answer.As(ProtoJson.Of<ListTasksResponse>(), "a page of tasks"));

    public Call<AgentTask> Cancel(CancelTaskRequest request) => New(CancelOperation, request, Wire.CancelTaskRequest, Whole);

    public Call<TaskPushNotificationConfig> SetPushConfig(TaskPushNotificationConfig config) =>
        New(SetConfigOperation, config, Wire.TaskPushNotificationConfig, Config);

    public Call<TaskPushNotificationConfig> GetPushConfig(GetTaskPushNotificationConfigRequest request) =>
        New(GetConfigOperation, request, Wire.GetTaskPushNotificationConfigRequest, Config);

    public Call<ListTaskPushNotificationConfigsResponse> ListPushConfigs(ListTaskPushNotificationConfigsRequest request) => New(
        ListConfigsOperation,
        request,
        Wire.ListTaskPushNotificationConfigsRequest,
        answer => answer.As(ProtoJson.Of<ListTaskPushNotificationConfigsResponse>(), "a list of push configs"));

    public Call<object?> DeletePushConfig(DeleteTaskPushNotificationConfigRequest request) =>
        New<DeleteTaskPushNotificationConfigRequest, object?>(
            DeleteConfigOperation, request, Wire.DeleteTaskPushNotificationConfigRequest, _ => null);

    public Call<AgentCard> GetExtendedCard(GetExtendedAgentCardRequest request) =>
        New(CardOperation, request, Wire.GetExtendedAgentCardRequest, answer => answer.As(ProtoJson.Of<AgentCard>(), "an agent card"));

    private static Call<TResult> New<TRequest, TResult>(
        WireOperation operation, TRequest request, JsonTypeInfo<TRequest> type, Func<Answer, TResult> read) =>
        new(operation, JsonSerializer.SerializeToElement(request, type), read);

    private static SendMessageResponse Sent(Answer answer) =>
        answer.As(ProtoJson.Of<SendMessageResponse>(), "a task or a message") switch
        {
            { Task: { } task } => new() { Task = Whole(answer, task, "task") },
            { Message: not null } sent => sent,
            _ => throw answer.NotA("a task or a message"),
        };

    private static StreamResponse Item(Answer answer) =>
        answer.As(ProtoJson.Of<StreamResponse>(), WhatIsIn(answer)) switch
        {
            { Task: { } task } => new() { Task = Whole(answer, task, "task") },
            { Message: not null } item => item,
            { StatusUpdate: not null } item when answer.Find("statusUpdate", "status") is not null => item,
            { ArtifactUpdate: not null } item when answer.Find("artifactUpdate", "artifact") is not null => item,
            _ => throw answer.NotA(AnyItem),
        };

    private static string WhatIsIn(Answer answer) => answer switch
    {
        _ when answer.Find("task") is not null => "a task",
        _ when answer.Find("message") is not null => "a message",
        _ when answer.Find("statusUpdate", "status") is not null => "a status update",
        _ when answer.Find("artifactUpdate", "artifact") is not null => "an artifact update",
        _ => AnyItem,
    };

    private static AgentTask Whole(Answer answer) => Whole(answer, answer.As(ProtoJson.Of<AgentTask>(), "a task"));

    private static AgentTask Whole(Answer answer, AgentTask task, params ReadOnlySpan<string> path) =>
        task.Id.Length > 0 && answer.Find([.. path, "status"]) is not null ? task : throw answer.NotA("a task with id and status");

    private static TaskPushNotificationConfig Config(Answer answer) =>
        answer.As(ProtoJson.Of<TaskPushNotificationConfig>(), "a push config") is { Url.Length: > 0 } config
            ? config
            : throw answer.NotA("a push config with a url");
}
