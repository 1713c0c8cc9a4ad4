using A2A.Server.Http;
using A2A.Server.Http.Errors;
using A2A.Server.Push;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.Server.Operations;

/// <summary>Endpoints of webhooks that keep failing. They are shared by all callers, so only operators see them.</summary>
internal static class EndpointRoutes
{
    public static void MapEndpoints(this IEndpointRouteBuilder operations)
    {
        var endpoints = operations.MapGroup("").WithTags("Endpoints").ForOperators();
        endpoints.MapGet("/endpoints", ListAsync).WithName("ListEndpoints").Produces<EndpointList>()
            .WithSummary("Lists the endpoints of webhooks that are failing, and until when nothing is sent to them. For operators.");
        endpoints.MapPost("/endpoints/{endpoint}/close", CloseAsync).WithName("CloseCircuit").MayFindNone()
            .WithSummary("Closes the circuit of an endpoint (host and port): it gets webhooks again at once. For operators.");
    }

    private static async Task<JsonHttpResult<EndpointList>> ListAsync(ICircuitLedger circuits, CancellationToken cancellationToken)
    {
        var all = await circuits.ListAsync(cancellationToken);
        return TypedResults.Json(new EndpointList(all.Select(EndpointEntry.Of).ToList()), OpsJson.Wire.EndpointList);
    }

    private static async Task<Results<NoContent, Refusal>> CloseAsync(
        string endpoint, ICircuitLedger circuits, CancellationToken cancellationToken) =>
        await circuits.CloseAsync(endpoint, cancellationToken) ? TypedResults.NoContent() : new Refusal(A2AError.CircuitNotFound(endpoint));
}
