using A2A.Server;
using A2A.Server.Grpc;
using A2A.Server.Http;
using A2A.Server.Http.Cards;
using A2A.Webhooks.Hosting;
using Grpc.AspNetCore.HealthChecks;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

// The namespace in which an application's services are at hand anyway.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Serves the agents of an A2A server over gRPC.</summary>
public static class A2AGrpcExtensions
{
    /// <summary>
    /// Adds the gRPC binding of A2A 1.0, the service <c>lf.a2a.v1.A2AService</c>, to the other bindings. It needs <c>MapA2AGrpc</c>, and
    /// without TLS a port of its own (<c>Grpc:Port</c>).
    /// </summary>
    /// <param name="server">The server.</param>
    public static A2AServerBuilder AddGrpc(this A2AServerBuilder server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var builder = server.Application;
        // It tells of every refusal, and of messages that clients spoiled as of errors; what fails here has its own lines.
        builder.Logging.AddFilter("Grpc.AspNetCore.Server", LogLevel.None);
        var services = builder.Services;
        services.AddOptions<GrpcOptions>().BindStrictly(GrpcOptions.Section)
            .Validate(options => options.Port is null or (>= 1 and <= 65535), "Grpc:Port must be a port from 1 to 65535.")
            .Validate(options => options.PublicAddress is null || IsAddress(options.PublicAddress),
                "Grpc:PublicAddress must be a host and a port without a scheme, such as agents.example.com:443.")
            .ValidateOnStart();
        services.AddSingleton<MessageJson>();
        services.AddSingleton<GrpcErrors>();
        services.AddSingleton<GrpcStream>();
        services.AddSingleton<GrpcDispatcher>();
        services.AddSingleton<GrpcService>();
        services.AddSingleton<IFurtherBinding, GrpcInterface>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, GrpcPort>();
        services.AddHostedService<GrpcPortCheck>();
        services.AddGrpc(options => options.IgnoreUnknownServices = true); // the address space is the application's
        services.AddOptions<GrpcServiceOptions<GrpcService>>().Configure<IOptions<HttpOptions>>(
            (options, http) => options.MaxReceiveMessageSize = http.Value.MaxBodyBytes);
        if (builder.Environment.IsDevelopment())
        {
            services.AddGrpcReflection();
            AddHealth(services);
        }

        return server;
    }

    // The checks run when they are asked for. The package's own loop would ask the store twice a minute, at every replica.
    private static void AddHealth(IServiceCollection services)
    {
        services.AddGrpcHealthChecks();
        foreach (var loop in services.Where(each => each.ServiceType == typeof(IHealthCheckPublisher)
            && each.ImplementationType?.Assembly == typeof(GrpcHealthChecksOptions).Assembly).ToList())
        {
            services.Remove(loop);
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate($"https://{text}", UriKind.Absolute, out var url)
        && $"{url.Host}:{url.Port}".Equals(text, StringComparison.OrdinalIgnoreCase);
}
