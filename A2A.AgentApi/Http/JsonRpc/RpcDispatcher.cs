using A2A.AgentApi.Agents;
using A2A.AgentApi.Http.Callers;
using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Http.JsonRpc;

/// <summary>Answers one call: reads it, finds its method, runs it, writes what it gives.</summary>
internal sealed partial class RpcDispatcher(AgentRegistry agents, RpcMethods methods, RpcWriter writer, ILogger<RpcDispatcher> logger)
{
    /// <param name="context">The call; its abort ends only the answer, never the task.</param>
    /// <param name="agentName">The agent in the path; null for the default one.</param>
    public async Task AnswerAsync(HttpContext context, string? agentName)
    {
        if (agents.Find(agentName) is not { } agent)
        {
            await writer.WriteAsync(context, id: null, A2AError.UnknownAgent(agentName ?? "", agents));
            return;
        }

        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var request = body.IsRefused ? RpcRequest.Refused(body.Error) : RpcRequest.Read(body.Value);
        if (request.Error is { } error)
        {
            await writer.WriteAsync(context, request.Id, error);
        }
        else if (methods.Find(request.Method) is not { } method)
        {
            await writer.WriteAsync(context, request.Id, A2AError.UnknownMethod(request.Method));
        }
        else
        {
            await AnswerAsync(context, agent, request, method);
        }
    }

    private async Task AnswerAsync(HttpContext context, IAgent agent, RpcRequest request, RpcMethod method)
    {
        using var span = CallSpan.Start(request.Method, agent);
        var lastEventId = context.Request.Headers["Last-Event-ID"];
        var call = new CallContext(agent, Caller.OwnerOf(context), method.ProtocolVersion, lastEventId.Count == 0 ? null : lastEventId.ToString());
        var reply = await RunAsync(method, new RpcCall(call, request.Params), request.Method, context.RequestAborted);
        if (reply is RpcReply.Failed failed)
        {
            span?.Refuse(failed.Error);
        }

        await writer.WriteAsync(context, request.Id, reply);
    }

    private async Task<RpcReply> RunAsync(RpcMethod method, RpcCall call, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await method.Handle(call, cancellationToken);
        }
        catch (StorageUnavailableException e)
        {
            LogStorageUnavailable(name, e);
            return A2AError.StorageUnavailable;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(name, call.Context.Agent.Name, e);
            return A2AError.Unexpected;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage did not answer {Method} in time; the caller was asked to try again")]
    private partial void LogStorageUnavailable(string method, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} of agent {Agent} failed unexpectedly")]
    private partial void LogFailed(string method, string agent, Exception exception);
}
