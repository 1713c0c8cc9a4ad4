using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Cards;
using A2A.Server.Http.Errors;
using A2A.Webhooks.Hosting;
using Microsoft.AspNetCore.Authentication;

namespace A2A.Server.Operations;

/// <summary>The operations below <c>/ops</c>: for operators, and for callers as far as it is their own.</summary>
internal static class OpsEndpoints
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddOptions<OperationsOptions>().BindStrictly(OperationsOptions.Section)
            .Validate(options => OperationsOptions.IsAddress(options.DashboardUrl),
                "Operations:DashboardUrl must be an absolute http or https URL without a query, such as https://dashboard.example.com.")
            .ValidateOnStart();
        services.AddOpsDocument();
        services.AddSingleton<PageFiles>();
        services.AddSingleton<OperatorSessions>();
        // Not by AddAuthentication, which would bring back the data protection that AddCallers has removed.
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionRoute.Scheme, configureOptions: null);
    }

    public static void MapOperations(this WebApplication app)
    {
        // Callers must be authenticated here, also where the agents are open to everyone.
        var server = ServerRoute.GroupOf(app);
        var root = server.MapGroup(OpsProblem.Root).RequireAuthorization(CallersExtensions.Authenticated).WithMetadata(SessionRoute.Mark);
        ((IEndpointConventionBuilder)root).Finally(UntracedReading.Apply);
        var operations = root.MapGroup("").WithGroupName(OpsDocument.Name).AddEndpointFilter(Caching.WhileAvailable)
            .AddEndpointFilter(CsrfToken.Check)
            .Refuses(400, "A parameter is wrong; `field` names it.")
            .Refuses(401, "The caller is not authenticated.")
            .Refuses(429, "The caller asks too much.")
            .Refuses(500, "The server failed.")
            .Refuses(503, "The storage is out of reach.");
        ((IEndpointConventionBuilder)operations).Finally(OpsQuery.CheckFirst);
        operations.MapOverview();
        operations.MapDeadLetters();
        operations.MapTasks();
        operations.MapEndpoints();
        operations.MapKeys();

        root.MapPage();

        // Otherwise some of these addresses would be those of a tenant called "ops".
        root.Map("/{**rest}", () => new Refusal(A2AError.NoOperation)).ExcludeFromDescription();
        server.MapMethods(OpsDocument.Path, Caching.Methods, OpsDocument.GiveAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Only operators may; every other caller hears 403.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes
            .RequireAuthorization(policy => policy.AddAuthenticationSchemes(CallersExtensions.Scheme).RequireRole(KnownCaller.OperatorRole))
            .Refuses(403, "The caller is no operator.");

    /// <summary>There may be none of the name in the path.</summary>
    public static TBuilder MayFindNone<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Refuses(404, "There is none, or it belongs to another caller.");

    /// <summary>Describes a refusal.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder routes, int status, string meaning)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(OpsProblem), [OpsProblem.MediaType]) { Description = meaning });
}
