using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>What the real AppHost gives to every project: its addresses and where its telemetry goes.</summary>
internal static class ProjectDefaults
{
    public static void Apply(IResourceBuilder<ProjectResource> project) => project
        .WithEnvironment(context => SetUrls(project.Resource, context.EnvironmentVariables))
        .WithEnvironment(context => SetTelemetry(project.ApplicationBuilder, context.EnvironmentVariables));

    private static void SetUrls(ProjectResource project, Dictionary<string, object> variables)
    {
        var urls = project.Annotations.OfType<EndpointAnnotation>()
            .Where(e => e.UriScheme is "http" or "https")
            .Select(e => ReferenceExpression.Create(
                $"{e.UriScheme}://{e.TargetHost}:{new EndpointReference(project, e.Name).Property(EndpointProperty.TargetPort)}"))
            .ToArray();
        if (urls.Length > 0)
        {
            variables["ASPNETCORE_URLS"] = urls.Aggregate((all, next) => ReferenceExpression.Create($"{all};{next}"));
        }
    }

    private static void SetTelemetry(IDistributedApplicationBuilder builder, Dictionary<string, object> variables)
    {
        variables["OTEL_SERVICE_NAME"] = ReplicaName.Service;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = ReferenceExpression.Create($"service.instance.id={ReplicaName.Suffix}");
        if (DashboardResource.FindOtlpEndpoint(builder.Resources) is { } collector)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            variables["OTEL_EXPORTER_OTLP_TIMEOUT"] = $"{DashboardResource.Patience.TotalMilliseconds:0}";
        }

        if (builder.Environment.IsDevelopment())
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }
    }
}

/// <summary>A part of the name of the replica that a value is asked for.</summary>
internal sealed class ReplicaName : IExpressionValue
{
    private readonly Func<ResourceInstance, string> _part;

    private ReplicaName(Func<ResourceInstance, string> part) => _part = part;

    public static ReplicaName Service { get; } = new(i => i.Resource.Name);

    public static ReplicaName Suffix { get; } = new(i => i.Suffix);

    public string ValueExpression => "{replica}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new((string?)null);

    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        new(context.Instance is { } instance ? _part(instance) : null);
}
