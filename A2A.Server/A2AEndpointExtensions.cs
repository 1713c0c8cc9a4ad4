using A2A.Server.Http;
using A2A.Server.Operations;

// The namespace in which an application's routes are at hand anyway.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the routes of an A2A server.</summary>
public static class A2AEndpointExtensions
{
    /// <summary>
    /// Maps every agent at <c>/agents/{name}</c> and the default one at <c>/</c> and <c>/a2a</c> too, the cards, and the OpenAPI
    /// document; and adds authentication, authorization and rate limiting to the application.
    /// </summary>
    /// <param name="app">The application, whose builder called <c>AddA2AServer</c>.</param>
    public static WebApplication MapA2A(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHttp();
        return app;
    }

    /// <summary>
    /// Maps the operations for operators and for callers, below <c>/ops</c>: dead letters, subscriptions, failing endpoints and
    /// keys.
    /// </summary>
    /// <param name="app">The application, after <see cref="MapA2A"/>.</param>
    public static WebApplication MapA2AOperations(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapOperations();
        return app;
    }
}
