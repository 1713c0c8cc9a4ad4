using A2A.Protocol.V03;
using A2A.Server.Http.Calls;
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
            Route = new("/v1/message:send", "POST") { Body = typeof(V03MessageSendParams), Result = typeof(V03Task) },
        },
        new(ProtocolVersions.V03, "message/stream", messages.StreamAsync)
        {
            Route = new("/v1/message:stream", "POST") { Body = typeof(V03MessageSendParams), Result = typeof(V03Task), Streams = true },
        },
        new(ProtocolVersions.V03, "tasks/get", tasks.GetAsync)
        {
            Route = new("/v1/tasks/{id}", "GET") { Query = [new("historyLength", QueryType.WholeNumber)], Result = typeof(V03Task) },
        },
        new(ProtocolVersions.V03, "tasks/list", tasks.ListAsync)
        {
            Route = new("/v1/tasks", "GET")
            {
                Query =
                [
                    new("contextId", QueryType.Text),
                    new("pageSize", QueryType.WholeNumber),
                    new("historyLength", QueryType.WholeNumber),
                ],
                Result = typeof(IReadOnlyList<V03Task>),
            },
            IsRpcMethod = false,
        },
        new(ProtocolVersions.V03, "tasks/cancel", tasks.CancelAsync)
        {
            Route = new("/v1/tasks/{id}:cancel", "POST") { Body = typeof(V03TaskParams), BodyIsOptional = true, Result = typeof(V03Task) },
        },
        new(ProtocolVersions.V03, "tasks/resubscribe", tasks.ResubscribeAsync)
        {
            Route = new("/v1/tasks/{id}:subscribe", "GET", "POST")
            {
                Body = typeof(V03TaskParams), BodyIsOptional = true, Result = typeof(V03Task), Streams = true,
            },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/set", push.SetAsync)
        {
            Route = new("/v1/tasks/{taskId}/pushNotificationConfigs", "POST")
            {
                Body = typeof(V03SetPushConfigParams), Query = [new("configId", QueryType.Text)], Result = typeof(V03TaskPushConfig),
            },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/get", push.GetAsync)
        {
            Route = new($"{Configs}/{{pushNotificationConfigId}}", "GET") { Result = typeof(V03TaskPushConfig) },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/list", push.ListAsync)
        {
            Route = new(Configs, "GET") { Result = typeof(IReadOnlyList<V03TaskPushConfig>) },
        },
        new(ProtocolVersions.V03, "tasks/pushNotificationConfig/delete", push.DeleteAsync)
        {
            Route = new($"{Configs}/{{pushNotificationConfigId}}", "DELETE"),
        },
        new(ProtocolVersions.V03, "agent/getAuthenticatedExtendedCard", cards.FindAsync)
        {
            Route = new("/v1/card", "GET") { Result = typeof(V03AgentCard) },
        },
    ];
}
