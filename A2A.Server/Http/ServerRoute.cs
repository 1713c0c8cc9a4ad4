using A2A.Server.Http.Callers;
using Microsoft.AspNetCore.Diagnostics;

namespace A2A.Server.Http;

/// <summary>Marks the routes of the server. An application's own routes keep their errors, limits and headers to themselves.</summary>
internal sealed class ServerRoute
{
    private static readonly ServerRoute Mark = new();

    /// <summary>The routes that are mapped on the result are the server's.</summary>
    public static RouteGroupBuilder GroupOf(WebApplication app)
    {
        var routes = app.MapGroup("").WithMetadata(Mark);
        return app.Services.GetRequiredService<CallerSchemes>().AreNeeded
            ? routes.RequireAuthorization(CallersExtensions.Authenticated)
            : routes;
    }

    /// <summary>True for a request to one of the application's own routes; false also where there is no route.</summary>
    public static bool IsForeign(HttpContext context) =>
        // After an exception the endpoint is known to the handler alone. That of a method which no route has is no route's.
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint()) is RouteEndpoint route
        && route.Metadata.GetMetadata<ServerRoute>() is null;
}
