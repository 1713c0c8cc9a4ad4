using A2A.Protocol;
using A2A.Server.Http.Cards;

namespace A2A.Server.Http.V1;

/// <summary>The operations of 1.0 (A2A 1.0, section 5.3, and the http annotations of a2a.proto).</summary>
internal sealed class V1Operations(V1MessageMethods messages, V1TaskMethods tasks, V1PushConfigMethods push, ExtendedCards cards)
{
    private const string Configs = "/tasks/{taskId}/pushNotificationConfigs";

    private static readonly QueryField HistoryLength = new("historyLength", QueryType.WholeNumber);
    private static readonly QueryField PageSize = new("pageSize", QueryType.WholeNumber);
    private static readonly QueryField PageToken = new("pageToken", QueryType.Text);

    public IReadOnlyList<Operation> All { get; } =
    [
        new(ProtocolVersions.V1, "SendMessage", messages.SendAsync)
        {
            Summary = "Sends a message to an agent: a new task, a further turn of one, or a question that is answered directly",
            Route = new("/message:send", "POST") { Body = typeof(SendMessageRequest), Result = typeof(SendMessageResponse) },
        },
        new(ProtocolVersions.V1, "SendStreamingMessage", messages.StreamAsync)
        {
            Summary = "Sends a message to an agent and follows its task",
            Route = new("/message:stream", "POST") { Body = typeof(SendMessageRequest), Result = typeof(StreamResponse), Streams = true },
        },
        new(ProtocolVersions.V1, "GetTask", tasks.GetAsync)
        {
            Summary = "Gives a task as it is now",
            Route = new("/tasks/{id}", "GET") { Parameters = typeof(GetTaskRequest), Query = [HistoryLength], Result = typeof(AgentTask) },
        },
        new(ProtocolVersions.V1, "ListTasks", tasks.ListAsync)
        {
            Summary = "Gives the caller's tasks page by page, newest status first",
            Route = new("/tasks", "GET")
            {
                Parameters = typeof(ListTasksRequest),
                Query =
                [
                    new("contextId", QueryType.Text), new("status", QueryType.Text), PageSize, PageToken, HistoryLength,
                    new("statusTimestampAfter", QueryType.Text), new("includeArtifacts", QueryType.Flag),
                ],
                Result = typeof(ListTasksResponse),
            },
        },
        new(ProtocolVersions.V1, "CancelTask", tasks.CancelAsync)
        {
            Summary = "Asks for a task's end",
            Route = new("/tasks/{id}:cancel", "POST") { Body = typeof(CancelTaskRequest), BodyIsOptional = true, Result = typeof(AgentTask) },
        },
        new(ProtocolVersions.V1, "SubscribeToTask", tasks.SubscribeAsync)
        {
            Summary = "Follows a task that has not ended",
            // The specification's text says POST, its proto GET.
            Route = new("/tasks/{id}:subscribe", "GET", "POST")
            {
                Body = typeof(SubscribeToTaskRequest), BodyIsOptional = true, Result = typeof(StreamResponse), Streams = true,
            },
        },
        new(ProtocolVersions.V1, "CreateTaskPushNotificationConfig", push.CreateAsync)
        {
            Summary = "Adds a webhook to a task",
            Route = new(Configs, "POST") { Body = typeof(TaskPushNotificationConfig), Result = typeof(TaskPushNotificationConfig) },
        },
        new(ProtocolVersions.V1, "GetTaskPushNotificationConfig", push.GetAsync)
        {
            Summary = "Gives a webhook of a task, without its secrets",
            Route = new($"{Configs}/{{id}}", "GET") { Parameters = typeof(GetTaskPushNotificationConfigRequest), Result = typeof(TaskPushNotificationConfig) },
        },
        new(ProtocolVersions.V1, "ListTaskPushNotificationConfigs", push.ListAsync)
        {
            Summary = "Gives the webhooks of a task, without their secrets",
            Route = new(Configs, "GET")
            {
                Parameters = typeof(ListTaskPushNotificationConfigsRequest),
                Query = [PageSize, PageToken],
                Result = typeof(ListTaskPushNotificationConfigsResponse),
            },
        },
        new(ProtocolVersions.V1, "DeleteTaskPushNotificationConfig", push.DeleteAsync)
        {
            Summary = "Removes a webhook of a task",
            Route = new($"{Configs}/{{id}}", "DELETE") { Parameters = typeof(DeleteTaskPushNotificationConfigRequest) },
        },
        new(ProtocolVersions.V1, "GetExtendedAgentCard", cards.FindAsync)
        {
            Summary = "Gives the card for callers who have shown who they are",
            Route = new("/extendedAgentCard", "GET") { Parameters = typeof(GetExtendedAgentCardRequest), Result = typeof(AgentCard) },
        },
    ];
}
