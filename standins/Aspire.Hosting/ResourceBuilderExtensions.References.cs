using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <content>How one resource learns where another is.</content>
public static partial class ResourceBuilderExtensions
{
    private const string Reference = "Reference";

    /// <summary>Sets <c>ConnectionStrings__name</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var variable = resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{connectionName ?? resource.Name}";
        return builder
            .WithReferenceRelationship(resource)
            .WithEnvironment(async context =>
            {
                if (!optional || await resource.GetConnectionStringAsync(context.CancellationToken) is not null)
                {
                    context.EnvironmentVariables[variable] = resource;
                }
            });
    }

    /// <summary>Sets <c>services__name__http__0</c> and <c>NAME_HTTP</c> for every endpoint.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        return builder
            .WithReferenceRelationship(resource)
            .WithEnvironment(context =>
            {
                foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
                {
                    SetAddress(context.EnvironmentVariables, new EndpointReference(resource, endpoint.Name));
                }
            });
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment => builder
        .WithReferenceRelationship(endpointReference.Resource)
        .WithEnvironment(context => SetAddress(context.EnvironmentVariables, endpointReference));

    public static IResourceBuilder<T> WithReferenceRelationship<T>(this IResourceBuilder<T> builder, IResource resource)
        where T : IResource => builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, Reference));

    private static void SetAddress(Dictionary<string, object> variables, EndpointReference endpoint)
    {
        var service = endpoint.Resource.Name;
        variables[$"services__{service}__{endpoint.EndpointName}__0"] = endpoint;
        variables[$"{service}_{endpoint.EndpointName}".Replace('-', '_').ToUpperInvariant()] = endpoint;
    }
}
