using A2A.Protocol.V03;
using A2A.Server.Http.Cards;

namespace A2A.Server.Http.V03;

/// <summary>The operations of 0.3 (A2A 0.3, section 3.5.6).</summary>
internal sealed class V03Operations(V03MessageMethods messages, V03TaskMethods tasks, V03PushConfigMethods push, ExtendedCards cards)
{
    private const string Configs = "/v1/tasks/{id}/pushNotificationConfigs";

    public IReadOnlyList<Operation> All { get; } =
    [
        new(ProtocolVersions.V03, "message/send", messages.SendAsync)
        {
            Summary = "0.3: sends a message to an agent",
            Route = new("/v1/message:send", "POST") { Body = typeof(V03MessageSendParams), Result = typeof(V03Task) },
        },
        new(ProtocolVersions.V03, "message/stream", messages.StreamAsync)
        {
            Summary = "0.3: sends a message to an agent and follows its task",
            Route = new("/v1/message:stream", "POST") { Body = typeof(V03MessageSendParams), Result = typeof(V03Task), Streams = true },
        },
        new(ProtocolVersions.V03, "tasks/get", tasks.GetAsync)
        {
            Summary = "0.3: gives a task as it is now",
            Route = new("/v1/tasks/{id}", "GET") { Query = [new("historyLength", QueryType.WholeNumber)], Result = typeof(V03Task) },
        },
        new(ProtocolVersions.V03, "tasks/list", tasks.ListAsync)
        {
            Summary = "0.3: gives the caller's newest tasks",
            Route = new("/v1/tasks", "GET")
            {
                Query = [new("contextId", QueryType.Text), new("pageSize", QueryType.WholeNumber), new("historyLength", QueryType.WholeNumber)],
                Result = typeof(IReadOnlyList<V03Task>),
            },
            IsRpcMethod = false,
        },
        new(ProtocolVersions.V03, "tasks/cancel", tasks.CancelAsync)
        {
            Summary = "0.3: asks for a task's end",
            Route = new("/v1/tasks/{id}:cancel", "POST") { Body = typeof(V03TaskParams), BodyIsOptional = true, Result = typeof(V03Task) },
        },
        new(ProtocolVersions.V03, "tasks/resubscribe", tasks.ResubscribeAsync)
        {
            Summary = "0.3: follows a task that has not ended",
            Route = new("/v1/tasks/{id}:subscribe", "GET", "POST")
            {
                Body = typeof(V03TaskParams), BodyIsOptional = true, Result = typeof(V03Task), Streams = true,
            },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/set", push.SetAsync)
        {
            Summary = "0.3: adds a webhook to a task",
            Route = new("/v1/tasks/{taskId}/pushNotificationConfigs", "POST")
            {
                Body = typeof(V03SetPushConfigParams), Result = typeof(V03TaskPushConfig),
            },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/get", push.GetAsync)
        {
            Summary = "0.3: gives a webhook of a task, without its secrets",
            Route = new($"{Configs}/{{pushNotificationConfigId}}", "GET") { Result = typeof(V03TaskPushConfig) },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/list", push.ListAsync)
        {
            Summary = "0.3: gives the webhooks of a task, without their secrets",
            Route = new(Configs, "GET") { Result = typeof(IReadOnlyList<V03TaskPushConfig>) },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/delete", push.DeleteAsync)
        {
            Summary = "0.3: removes a webhook of a task",
            Route = new($"{Configs}/{{pushNotificationConfigId}}", "DELETE"),
        },
        new(ProtocolVersions.V03, "agent/getAuthenticatedExtendedCard", cards.FindAsync)
        {
            Summary = "0.3: gives the card for callers who have shown who they are",
            Route = new("/v1/card", "GET") { Result = typeof(V03AgentCard) },
        },
    ];
}
