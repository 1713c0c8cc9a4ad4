using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Cards;

namespace A2A.Server.Operations;

/// <summary>The operations below <c>/ops</c>: for operators, and for callers as far as it is their own.</summary>
internal static class OpsEndpoints
{
    /// <summary>Everything that can be done there.</summary>
    public static IReadOnlyList<OpsRoute> All { get; } = [.. DeadLetterRoutes.All, .. TaskRoutes.All, .. EndpointRoutes.All, .. KeyRoutes.All];

    public static void AddOperations(this IServiceCollection services) => services.AddSingleton<OpsDocument>();

    public static void MapOperations(this WebApplication app)
    {
        // Whoever calls must have said who he is, also where the agents are open to everybody.
        var operations = app.MapGroup(OpsRoute.Root).RequireAuthorization()
            .AddEndpointFilter(Caching.WhileAvailable).AddEndpointFilter(RefuseUnknownParameters);
        foreach (var route in All)
        {
            var mapped = operations.MapMethods(route.Path, [route.Method], route.Handle).WithMetadata(route);
            if (route.IsForOperators)
            {
                mapped.RequireAuthorization(policy => policy.RequireRole(KnownCaller.OperatorRole));
            }
        }

        // Otherwise some of these addresses would be those of a tenant called "ops".
        operations.Map("/{**rest}", () => new Refusal(A2AError.NoOperation));
        app.MapMethods(OpsDocument.Path, Caching.Methods, OpsDocument.Give).AllowAnonymous();
    }

    private static async ValueTask<object?> RefuseUnknownParameters(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        return context.GetEndpoint()?.Metadata.GetMetadata<OpsRoute>() is { } route && OpsQuery.CheckNames(context.Request, route) is { } error
            ? new Refusal(error)
            : await next(call);
    }
}
