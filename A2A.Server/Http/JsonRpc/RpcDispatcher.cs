using A2A.Server.Agents;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.JsonRpc;

/// <summary>Answers one call: reads it, finds its operation, runs it, writes what it gives.</summary>
internal sealed class RpcDispatcher(
    AgentRegistry agents,
    OperationTable operations,
    OperationRunner runner,
    RequestBody bodies,
    RpcWriter writer,
    IOptions<HttpOptions> options)
{
    private readonly int _deepest = options.Value.MaxDepth;

    public async Task AnswerAsync(HttpContext context, string? agentName)
    {
        var version = ProtocolVersions.Of(context.Request);
        var words = version.Value ?? ProtocolVersions.V03; // until the method tells better
        var body = await bodies.ReadAsync(context.Request, context.RequestAborted);
        var request = body.IsRefused ? RpcRequest.Refused(body.Error) : RpcRequest.Read(body.Value, _deepest);
        if (request.Error is not null)
        {
            await writer.WriteAsync(context, request, words);
        }
        else if (agents.Find(agentName) is null)
        {
            await writer.WriteAsync(context, request, words, A2AError.UnknownAgent(agentName ?? "", agents));
        }
        else if (version.IsRefused)
        {
            await writer.WriteAsync(context, request, words, version.Error!);
        }
        else if (operations.FindMethod(request.Method) is not { } operation)
        {
            await writer.WriteAsync(context, request, words, A2AError.UnknownMethod(request.Method));
        }
        else
        {
            var reply = await runner.RunAsync(context, operation, agentName, request.Params, Binding.JsonRpc);
            await writer.WriteAsync(context, request, operation, reply);
        }
    }
}
