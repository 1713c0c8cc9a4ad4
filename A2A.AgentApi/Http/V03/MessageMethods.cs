using A2A.AgentApi.Http.JsonRpc;
using A2A.Protocol;
using A2A.Protocol.V03;

namespace A2A.AgentApi.Http.V03;

/// <summary><c>message/send</c> and <c>message/stream</c> (A2A 0.3, sections 7.1 and 7.2).</summary>
internal sealed class MessageMethods(TaskOperations tasks, StreamOperations streams, MessageCheck check)
{
    /// <summary>The result is the task.</summary>
    public async Task<RpcReply> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused
            ? request.Error
            : RpcReply.From(
                await tasks.SendAsync(call.Context, request.Value, cancellationToken), ToV03Translation.ToV03, V03JsonContext.Wire.V03Task);
    }

    /// <summary>The results are the task, then its events.</summary>
    public async Task<RpcReply> StreamAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused ? request.Error : StreamReply.From(await streams.SendAsync(call.Context, request.Value, cancellationToken));
    }

    private Outcome<SendMessageRequest> Read(RpcCall call) => call.Read(V03JsonContext.Wire.V03MessageSendParams).Then(check.Check);
}
