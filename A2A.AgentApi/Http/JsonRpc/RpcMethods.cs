using A2A.AgentApi.Http.V03;

namespace A2A.AgentApi.Http.JsonRpc;

internal delegate Task<RpcReply> RpcHandler(RpcCall call, CancellationToken cancellationToken);

/// <summary>A method and the protocol version whose words it speaks.</summary>
internal sealed record RpcMethod(string ProtocolVersion, RpcHandler Handle);

/// <summary>The table of methods.</summary>
internal sealed class RpcMethods(MessageMethods messages, TaskMethods tasks, PushConfigMethods push)
{
    private readonly Dictionary<string, RpcMethod> _methods = new(StringComparer.Ordinal)
    {
        ["message/send"] = V03(messages.SendAsync),
        ["message/stream"] = V03(messages.StreamAsync),
        ["tasks/get"] = V03(tasks.GetAsync),
        ["tasks/cancel"] = V03(tasks.CancelAsync),
        ["tasks/resubscribe"] = V03(tasks.ResubscribeAsync),
        ["tasks/pushNotificationConfig/set"] = V03(push.SetAsync),
        ["tasks/pushNotificationConfig/get"] = V03(push.GetAsync),
        ["tasks/pushNotificationConfig/list"] = V03(push.ListAsync),
        ["tasks/pushNotificationConfig/delete"] = V03(push.DeleteAsync),
    };

    public RpcMethod? Find(string name) => _methods.GetValueOrDefault(name);

    private static RpcMethod V03(RpcHandler handler) => new("0.3", handler);
}
