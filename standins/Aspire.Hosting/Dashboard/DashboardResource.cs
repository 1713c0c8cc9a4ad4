using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// The real dashboard, as a resource: run by the Aspire command line from npm, at the addresses that the real AppHost takes
/// from the same settings. It shows traces, logs and metrics; it knows nothing of the stand-in's resources.
/// </summary>
internal static class DashboardResource
{
    public const string Name = "aspire-dashboard";

    private const string Otlp = "otlp-grpc";
    private const string OtlpHttp = "otlp-http";

    /// <summary>How long telemetry waits for the dashboard: at the first start it must be fetched.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static void AddTo(DistributedApplicationBuilder builder)
    {
        if (Programs.Find("npm") is not { } npm)
        {
            Console.Out.WriteLine("Without a dashboard: there is no npm to fetch it with. Install Node.js to see traces, logs and metrics.");
            return;
        }

        var package = new DashboardPackage(npm, AppHostMetadata.Artifacts(builder.AppHostAssembly));
        var dashboard = builder.AddExecutable(Name, "aspire", builder.AppHostDirectory, "dashboard", "run", "--allow-anonymous", "--nologo", "--non-interactive");
        dashboard
            .WithAnnotation(new QuietAnnotation())
            .WithAnnotation(new PreparationAnnotation(package.FindOrInstallAsync))
            .WithAddress("http", builder.Configuration["ASPNETCORE_URLS"], "--frontend-url")
            .WithAddress(Otlp, builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"], "--otlp-grpc-url")
            .WithAddress(OtlpHttp, builder.Configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"], "--otlp-http-url")
            .WithHttpHealthCheck("/health")
            .WithEnvironment("ASPIRE_CLI_TELEMETRY_OPTOUT", "true")
            .WithEnvironment("ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "true")
            .WithEnvironment("DOTNET_CLI_TELEMETRY_OPTOUT", "true");
    }

    /// <summary>Where programs send their telemetry, or null without a dashboard.</summary>
    public static EndpointReference? FindOtlpEndpoint(IResourceCollection resources) =>
        resources.TryGetByName(Name, out var dashboard) ? new EndpointReference((IResourceWithEndpoints)dashboard, Otlp) : null;

    private static IResourceBuilder<ExecutableResource> WithAddress(
        this IResourceBuilder<ExecutableResource> dashboard, string endpoint, string? url, string option)
    {
        int? port = url?.Split(';')[0] is { Length: > 0 } first ? new Uri(first).Port : null;
        var address = dashboard.WithEndpoint(port: port, scheme: "http", name: endpoint).GetEndpoint(endpoint);
        dashboard.WithEndpoint(endpoint, annotation => annotation.Patience = endpoint is Otlp or OtlpHttp ? Patience : TimeSpan.Zero);
        return dashboard.WithArgs(
            option, ReferenceExpression.Create($"http://localhost:{address.Property(EndpointProperty.TargetPort)}"));
    }
}
