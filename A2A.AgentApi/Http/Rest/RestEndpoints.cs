using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Rest;

/// <summary>Where HTTP+JSON calls arrive: every operation below every address of an agent.</summary>
internal static class RestEndpoints
{
    public static void MapHttpJson(this WebApplication app)
    {
        var limit = new RequestSizeLimitAttribute(app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.MaxBodyBytes);
        foreach (var operation in app.Services.GetRequiredService<OperationTable>().All)
        {
            foreach (var address in AddressesOf(operation))
            {
                Map(app, operation, address, limit);
            }
        }
    }

    // 1.0 has every path below a tenant, too. A tenant is an agent.
    private static string[] AddressesOf(Operation operation) => operation.ProtocolVersion == ProtocolVersions.V1
        ? ["", "/a2a", "/agents/{agent}", "/agents/{agent}/a2a", "/{tenant}", "/a2a/{tenant}"]
        : ["", "/a2a", "/agents/{agent}", "/agents/{agent}/a2a"];

    private static void Map(WebApplication app, Operation operation, string address, RequestSizeLimitAttribute limit)
    {
        var route = operation.Route;
        var endpoint = app.MapMethods(
            address + route.Path, route.Methods, (HttpContext context, RestDispatcher dispatcher) => dispatcher.AnswerAsync(context, operation));
        endpoint.WithMetadata(operation, limit);
        if (address.Length > 0)
        {
            endpoint.ExcludeFromDescription(); // described once, at the root
            return;
        }

        endpoint.WithName(operation.Name).WithSummary(operation.Summary);
        var type = route.Streams ? "text/event-stream" : "application/json";
        endpoint.WithMetadata(route.Result is null
            ? new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent)
            : new ProducesResponseTypeMetadata(StatusCodes.Status200OK, route.Result, [type]));
    }
}
