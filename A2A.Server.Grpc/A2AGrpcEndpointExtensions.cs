using A2A.Server.Grpc;
using A2A.Server.Http;

// The namespace in which an application's routes are at hand anyway.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gRPC binding of an A2A server.</summary>
public static class A2AGrpcEndpointExtensions
{
    /// <summary>
    /// Maps the service <c>lf.a2a.v1.A2AService</c>; in Development also reflection (<c>grpc.reflection.v1</c>) and health
    /// (<c>grpc.health.v1</c>). Callers need the same credentials for all of them as for the other bindings.
    /// </summary>
    /// <param name="app">The application, after <c>MapA2A</c>, whose builder called <c>AddGrpc</c> of the server.</param>
    public static WebApplication MapA2AGrpc(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var routes = ServerRoute.GroupOf(app).WithMetadata(app.Services.GetRequiredService<GrpcErrors>().Form);
        routes.MapGrpcService<GrpcService>();
        if (app.Environment.IsDevelopment())
        {
            routes.MapGrpcReflectionService();
            routes.MapGrpcHealthChecksService();
        }

        return app;
    }
}
