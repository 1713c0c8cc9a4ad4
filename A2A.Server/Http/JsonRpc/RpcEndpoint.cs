using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.JsonRpc;

/// <summary>Where JSON-RPC calls arrive.</summary>
internal static class RpcEndpoint
{
    public static void MapJsonRpc(this IEndpointRouteBuilder app)
    {
        var limit = new RequestSizeLimitAttribute(app.ServiceProvider.GetRequiredService<IOptions<HttpOptions>>().Value.MaxBodyBytes);
        string[] paths = ["/", "/a2a", "/agents/{agent}", "/agents/{agent}/a2a"];
        foreach (var path in paths)
        {
            app.MapPost(path, CallAsync).WithMetadata(limit, JsonRpcBinding.Mark).ExcludeFromDescription();
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
