using A2A.Server.Http;
using A2A.Server.Push;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>Endpoints of webhooks that keep failing. They are everybody's, so only operators see them.</summary>
internal static class EndpointRoutes
{
    public static IReadOnlyList<OpsRoute> All { get; } =
    [
        new("ListEndpoints", HttpMethods.Get, "/endpoints")
        {
            Summary = "Lists the endpoints of webhooks that are failing, and until when nothing is sent to them.",
            Handle = ListAsync,
            IsForOperators = true,
            Result = OpsJson.Wire.EndpointList,
        },
        new("CloseCircuit", HttpMethods.Post, "/endpoints/{endpoint}/close")
        {
            Summary = "Closes the circuit of an endpoint (host and port): it gets webhooks again at once.",
            Handle = CloseAsync,
            IsForOperators = true,
        },
    ];

    private static async Task<JsonHttpResult<EndpointList>> ListAsync([FromServices] ICircuitLedger circuits, CancellationToken cancellationToken)
    {
        var all = await circuits.ListAsync(cancellationToken);
        return TypedResults.Json(new EndpointList(all.Select(EndpointEntry.Of).ToList()), OpsJson.Wire.EndpointList);
    }

    private static async Task<Results<NoContent, Refusal>> CloseAsync(
        string endpoint, [FromServices] ICircuitLedger circuits, CancellationToken cancellationToken) =>
        await circuits.CloseAsync(endpoint, cancellationToken) ? TypedResults.NoContent() : new Refusal(A2AError.CircuitNotFound(endpoint));
}
