using A2A.Protocol;
using A2A.Server.Http.Calls;
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
            Route = new("/message:send", "POST") { Body = typeof(SendMessageRequest), Result = typeof(SendMessageResponse) },
        },
        new(ProtocolVersions.V1, "SendStreamingMessage", messages.StreamAsync)
        {
            Route = new("/message:stream", "POST") { Body = typeof(SendMessageRequest), Result = typeof(StreamResponse), Streams = true },
        },
        new(ProtocolVersions.V1, "GetTask", tasks.GetAsync)
        {
            Route = new("/tasks/{id}", "GET") { Query = [HistoryLength], Result = typeof(AgentTask) },
        },
        new(ProtocolVersions.V1, "ListTasks", tasks.ListAsync)
        {
            Route = new("/tasks", "GET")
            {
                Query =
                [
                    new("contextId", QueryType.Text), new("status", QueryType.Choice), PageSize, PageToken, HistoryLength,
                    new("statusTimestampAfter", QueryType.Text), new("includeArtifacts", QueryType.Flag),
                ],
                Result = typeof(ListTasksResponse),
            },
        },
        new(ProtocolVersions.V1, "CancelTask", tasks.CancelAsync)
        {
            Route = new("/tasks/{id}:cancel", "POST")
            {
                Body = typeof(CancelTaskRequest),
                BodyIsOptional = true,
                Result = typeof(AgentTask),
            },
        },
        new(ProtocolVersions.V1, "SubscribeToTask", tasks.SubscribeAsync)
        {
            // The specification's text says POST, its proto GET.
            Route = new("/tasks/{id}:subscribe", "GET", "POST")
            {
                Body = typeof(SubscribeToTaskRequest), BodyIsOptional = true, Result = typeof(StreamResponse), Streams = true,
            },
        },
        new(ProtocolVersions.V1, "CreateTaskPushNotificationConfig", push.CreateAsync)
        {
            Route = new(Configs, "POST") { Body = typeof(TaskPushNotificationConfig), Result = typeof(TaskPushNotificationConfig) },
        },
        new(ProtocolVersions.V1, "GetTaskPushNotificationConfig", push.GetAsync)
        {
            Route = new($"{Configs}/{{id}}", "GET") { Result = typeof(TaskPushNotificationConfig) },
        },
        new(ProtocolVersions.V1, "ListTaskPushNotificationConfigs", push.ListAsync)
        {
            OtherName = "ListTaskPushNotificationConfig", // the official .NET SDK
            Route = new(Configs, "GET")
            {
                Query = [PageSize, PageToken],
                Result = typeof(ListTaskPushNotificationConfigsResponse),
            },
        },
        new(ProtocolVersions.V1, "DeleteTaskPushNotificationConfig", push.DeleteAsync)
        {
            Route = new($"{Configs}/{{id}}", "DELETE"),
        },
        new(ProtocolVersions.V1, "GetExtendedAgentCard", cards.FindAsync)
        {
            Route = new("/extendedAgentCard", "GET") { Result = typeof(AgentCard) },
        },
    ];
}
