using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>The addresses shown for a replica: its endpoints, those added, and whatever the callbacks made of them.</summary>
internal static class ResourceUrls
{
    public static async Task<ImmutableArray<UrlSnapshot>> ResolveAsync(
        ResourceInstance instance, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        var resource = instance.Resource;
        var context = new ResourceUrlsCallbackContext(executionContext, resource, cancellationToken: cancellationToken);
        if (resource is IResourceWithEndpoints owner)
        {
            context.Urls.AddRange(resource.Annotations.OfType<EndpointAnnotation>()
                .Select(e => new EndpointReference(owner, e.Name))
                .Select(e => new ResourceUrlAnnotation { Url = e.Url, Endpoint = e }));
        }

        context.Urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return [.. context.Urls.Select(u => new UrlSnapshot(u.Endpoint?.EndpointName, u.Url, IsInternal: false)
        {
            DisplayProperties = new(u.DisplayText ?? ""),
        })];
    }
}
