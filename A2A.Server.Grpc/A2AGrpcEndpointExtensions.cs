using A2A.Server.Grpc;
using A2A.Server.Http;
using A2A.Server.Http.Errors;

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
        routes.MapGrpcService<GrpcService>().Add(RefuseCompressed);
        if (app.Environment.IsDevelopment())
        {
            routes.MapGrpcReflectionService();
            routes.MapGrpcHealthChecksService();
        }

        return app;
    }

    // The limit of a message counts it as it comes: unpacked it may be a thousand times as long.
    private static void RefuseCompressed(EndpointBuilder endpoint)
    {
        var next = endpoint.RequestDelegate;
        endpoint.RequestDelegate = context =>
            context.Request.Headers["grpc-encoding"].ToString() is { Length: > 0 } coding and not "identity"
            ? new Refusal(A2AError.Compressed(coding)).ExecuteAsync(context)
            : next!(context); // gRPC has made one
    }
}
