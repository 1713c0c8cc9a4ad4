using A2A.AgentApi.Http.JsonRpc;
using A2A.Protocol.V03;

namespace A2A.AgentApi.Http.V03;

/// <summary><c>tasks/get</c>, <c>tasks/cancel</c> and <c>tasks/resubscribe</c> (A2A 0.3, sections 7.3, 7.4 and 7.9).</summary>
internal sealed class TaskMethods(TaskOperations tasks, StreamOperations streams)
{
    /// <summary>The result is the task.</summary>
    public async Task<RpcReply> GetAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var given = Read(call);
        return given.IsRefused
            ? given.Error
            : RpcReply.From(
                await tasks.GetAsync(call.Context, given.Value.Id ?? "", given.Value.HistoryLength, cancellationToken),
                ToV03Translation.ToV03,
                V03JsonContext.Wire.V03Task);
    }

    /// <summary>The result is the task as it is after the cancellation.</summary>
    public async Task<RpcReply> CancelAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var given = Read(call);
        return given.IsRefused
            ? given.Error
            : RpcReply.From(
                await tasks.CancelAsync(call.Context, given.Value.Id ?? "", cancellationToken), ToV03Translation.ToV03, V03JsonContext.Wire.V03Task);
    }

    /// <summary>The results are the task, then its events; with <c>Last-Event-ID</c> only the events after that one.</summary>
    public async Task<RpcReply> ResubscribeAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var given = Read(call);
        return given.IsRefused
            ? given.Error
            : StreamReply.From(await streams.SubscribeAsync(call.Context, given.Value.Id ?? "", cancellationToken));
    }

    private static Outcome<V03TaskParams> Read(RpcCall call) => call.Read(V03JsonContext.Wire.V03TaskParams).Then(Check);

    private static Outcome<V03TaskParams> Check(V03TaskParams given) => given switch
    {
        { Id: null or "" } => A2AError.InvalidParams("id", "is missing; send the id of the task."),
        _ when MessageCheck.OfHistoryLength(given.HistoryLength) is { } error => error,
        _ => given,
    };
}
