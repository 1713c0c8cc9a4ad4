using Microsoft.AspNetCore.Diagnostics;

namespace A2A.Server.Http;

/// <summary>Marks the routes of the server. An application's own routes keep their errors, limits and headers to themselves.</summary>
internal sealed class ServerRoute
{
    private static readonly ServerRoute Mark = new();

    /// <summary>The routes that are mapped on the result are the server's.</summary>
    public static IEndpointRouteBuilder GroupOf(WebApplication app) => app.MapGroup("").WithMetadata(Mark);

    /// <summary>True for a request to one of the application's own routes; false also where there is no route.</summary>
    public static bool IsForeign(HttpContext context) =>
        // After an exception the endpoint is known to the handler alone. That of a method which no route has is no route's.
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint()) is RouteEndpoint route
        && route.Metadata.GetMetadata<ServerRoute>() is null;
}
