using Microsoft.AspNetCore.Mvc;

namespace A2A.AgentApi.Http.JsonRpc;

/// <summary>Where JSON-RPC calls arrive.</summary>
internal static class RpcEndpoint
{
    public static void MapJsonRpc(this WebApplication app)
    {
        string[] paths = ["/", "/a2a", "/agents/{agent}", "/agents/{agent}/a2a"];
        foreach (var path in paths)
        {
            app.MapPost(path, CallAsync).WithMetadata(new RequestSizeLimitAttribute(HttpOptions.LargestBody), JsonRpcBinding.Mark);
        }
    }

    private static Task CallAsync(HttpContext context, RpcDispatcher dispatcher) =>
        dispatcher.AnswerAsync(context, (string?)context.GetRouteValue("agent"));
}

/// <summary>Marks routes whose refusals are JSON-RPC responses.</summary>
internal sealed class JsonRpcBinding
{
    public static JsonRpcBinding Mark { get; } = new();
}
