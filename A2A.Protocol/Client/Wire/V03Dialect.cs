using System.Text.Json;
using A2A.Protocol.Json;
using A2A.Protocol.V03;

namespace A2A.Protocol.Client.Wire;

/// <summary>A2A 0.3: requests and results are translated (A2A 0.3, sections 3.5.6 and 7).</summary>
/// <remarks>
/// Over HTTP+JSON bodies are sent in the structure of JSON-RPC (A2A 0.3, section 3.2.3): kinds, parts, nested push
/// configs; answers are also read in the form of protobuf, see <see cref="V03Results"/>. Tenants do not exist and are left out.
/// </remarks>
internal sealed class V03Dialect : IDialect
{
    private static readonly WireOperation SendOperation = new("message/send", HttpMethod.Post, "/v1/message:send");
    private static readonly WireOperation StreamOperation = new("message/stream", HttpMethod.Post, "/v1/message:stream");
    private static readonly WireOperation GetOperation = new("tasks/get", HttpMethod.Get, "/v1/tasks/{id}");
    private static readonly WireOperation ListOperation = new(null, HttpMethod.Get, "/v1/tasks");
    private static readonly WireOperation CancelOperation = new("tasks/cancel", HttpMethod.Post, "/v1/tasks/{id}:cancel");
    // POST in the text, GET in the annotations: agents in the field know GET.
    private static readonly WireOperation SubscribeOperation = new("tasks/resubscribe", HttpMethod.Get, "/v1/tasks/{id}:subscribe");
    private static readonly WireOperation SetConfigOperation =
        new("tasks/pushNotificationConfig/set", HttpMethod.Post, "/v1/tasks/{taskId}/pushNotificationConfigs");
    private static readonly WireOperation GetConfigOperation =
        new("tasks/pushNotificationConfig/get", HttpMethod.Get, "/v1/tasks/{id}/pushNotificationConfigs/{pushNotificationConfigId}");
    private static readonly WireOperation ListConfigsOperation =
        new("tasks/pushNotificationConfig/list", HttpMethod.Get, "/v1/tasks/{id}/pushNotificationConfigs");
    private static readonly WireOperation DeleteConfigOperation = new(
        "tasks/pushNotificationConfig/delete",
        HttpMethod.Delete,
        "/v1/tasks/{id}/pushNotificationConfigs/{pushNotificationConfigId}");
    private static readonly WireOperation CardOperation = new("agent/getAuthenticatedExtendedCard", HttpMethod.Get, "/v1/card");

    private static V03JsonContext Wire => V03JsonContext.Wire;

    public Call<SendMessageResponse> Send(SendMessageRequest request) => new(SendOperation, Element(request), V03Results.Sent);

    public Call<StreamResponse> Stream(SendMessageRequest request) => new(StreamOperation, Element(request), V03Results.Item);

    public Call<StreamResponse> Subscribe(SubscribeToTaskRequest request) =>
        new(SubscribeOperation, Element(new V03TaskParams { Id = request.Id }), V03Results.Item);

    public Call<AgentTask> GetTask(GetTaskRequest request) =>
        new(GetOperation, Element(new V03TaskParams { Id = request.Id, HistoryLength = request.HistoryLength }), V03Results.Task);

    public Call<ListTasksResponse> ListTasks(ListTasksRequest request) =>
        new(
            ListOperation,
            JsonSerializer.SerializeToElement(request with { Tenant = null }, A2AJson.Default.ListTasksRequest),
            V03Results.Tasks);

    public Call<AgentTask> Cancel(CancelTaskRequest request) =>
        new(CancelOperation, Element(new V03TaskParams { Id = request.Id, Metadata = request.Metadata }), V03Results.Task);

    public Call<TaskPushNotificationConfig> SetPushConfig(TaskPushNotificationConfig config) =>
        new(
            SetConfigOperation,
            JsonSerializer.SerializeToElement(config.ToV03(), Wire.V03TaskPushConfig),
            answer => V03Results.PushConfig(answer, config.TaskId));

    public Call<TaskPushNotificationConfig> GetPushConfig(GetTaskPushNotificationConfigRequest request) =>
        new(
            GetConfigOperation,
            Element(new V03TaskParams { Id = request.TaskId, PushNotificationConfigId = request.Id }),
            answer => V03Results.PushConfig(answer, request.TaskId));

    public Call<ListTaskPushNotificationConfigsResponse> ListPushConfigs(ListTaskPushNotificationConfigsRequest request) =>
        new(
            ListConfigsOperation,
            Element(new V03TaskParams { Id = request.TaskId }),
            answer => V03Results.PushConfigs(answer, request.TaskId));

    public Call<object?> DeletePushConfig(DeleteTaskPushNotificationConfigRequest request) =>
        new(DeleteConfigOperation, Element(new V03TaskParams { Id = request.TaskId, PushNotificationConfigId = request.Id }), _ => null);

    public Call<AgentCard> GetExtendedCard(GetExtendedAgentCardRequest request) =>
        new(CardOperation, JsonElement.Parse("{}"), answer => answer.As(Wire.V03AgentCard, "an agent card").ToModel());

    private static JsonElement Element(SendMessageRequest request) =>
        JsonSerializer.SerializeToElement(request.ToV03(), Wire.V03MessageSendParams);

    private static JsonElement Element(V03TaskParams parameters) => JsonSerializer.SerializeToElement(parameters, Wire.V03TaskParams);
}
