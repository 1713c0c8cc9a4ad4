using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.AppHost;

/// <summary>What every service of this AppHost gets.</summary>
internal static class ServiceExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string GrpcEndpoint = "grpc";

    /// <summary>
    /// The keys by which Aspire's dashboard protects its login are kept with the other data of this solution, not in the user's
    /// home. Windows has a protected place for them.
    /// </summary>
    public static void KeepDashboardKeysInArtifacts(this IDistributedApplicationBuilder builder)
    {
        if (!OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(
                "LOCALAPPDATA", Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "artifacts", "aspire")));
        }
    }

    /// <summary>Passes on the AppHost's settings: <c>--AgentApi:Execution:Lease=00:00:03</c> becomes <c>Execution__Lease</c>.</summary>
    public static IResourceBuilder<T> WithSettingsFrom<T>(this IResourceBuilder<T> service, string section)
        where T : IResourceWithEnvironment
    {
        var settings = service.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable(makePathsRelative: true);
        foreach (var (key, value) in settings.Where(s => s.Key.Length > 0 && s.Value is not null))
        {
            service.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
        }

        return service;
    }

    /// <summary>An address that speaks HTTP/2 alone, without TLS: gRPC, beside the address of everything else.</summary>
    public static IResourceBuilder<ProjectResource> WithGrpcEndpoint(this IResourceBuilder<ProjectResource> service, int port)
    {
        var grpc = service.WithHttpEndpoint(port: port, name: GrpcEndpoint)
            .WithEndpoint(GrpcEndpoint, endpoint => endpoint.Transport = "http2")
            .GetEndpoint(GrpcEndpoint);
        return service
            .WithEnvironment("Grpc__Port", grpc.Property(EndpointProperty.TargetPort)) // of the replica, not of what is before all of them
            .WithEnvironment("Grpc__PublicAddress", grpc.Property(EndpointProperty.HostAndPort))
            .WithUrlForEndpoint(GrpcEndpoint, url =>
            {
                url.DisplayText = "gRPC";
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly; // nothing for a browser
            });
    }

    /// <summary>Development here is development there: without a launch profile a service would run as in production.</summary>
    public static IResourceBuilder<T> WithEnvironmentOfAppHost<T>(this IResourceBuilder<T> service)
        where T : IResourceWithEnvironment
    {
        var name = service.ApplicationBuilder.Environment.EnvironmentName;
        return service.WithEnvironment("ASPNETCORE_ENVIRONMENT", name).WithEnvironment("DOTNET_ENVIRONMENT", name);
    }

#pragma warning disable ASPIRECERTIFICATES001 // the only way to say that no development certificate is missing
    /// <summary>Everything here is http on this machine: the dashboard need not complain that there is no certificate for more.</summary>
    public static IResourceBuilder<T> WithoutTls<T>(this IResourceBuilder<T> service)
        where T : IResourceWithEnvironment, IResourceWithArgs => service.WithoutHttpsCertificate();
#pragma warning restore ASPIRECERTIFICATES001

    /// <summary>
    /// Without a dashboard no telemetry is collected; the exporters would try in vain and delay every stop by their time-out.
    /// </summary>
    public static IResourceBuilder<T> WithTelemetryOnlyWhenCollected<T>(this IResourceBuilder<T> service)
        where T : IResourceWithEnvironment => service.WithEnvironment(context =>
    {
        if (context.ExecutionContext.Services.GetService<DistributedApplicationOptions>() is { DisableDashboard: true })
        {
            context.EnvironmentVariables.Remove(OtlpEndpoint);
        }
    });
}
