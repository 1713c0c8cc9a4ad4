using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Who needs whom: waits, references, connection strings and the collector of telemetry.</summary>
internal static class StopOrder
{
    /// <summary>Dependents first; the order of the model where nothing else decides.</summary>
    public static IEnumerable<T> Sort<T>(IReadOnlyList<T> items, Func<T, IResource> resourceOf)
    {
        var left = items.ToList();
        while (left.Count > 0)
        {
            // In a circle nobody is free: then anyone goes first.
            var next = left.FirstOrDefault(i => !left.Any(other => Needs(resourceOf(other), resourceOf(i)))) ?? left[0];
            left.Remove(next);
            yield return next;
        }
    }

    public static bool Needs(IResource dependent, IResource needed) =>
        dependent != needed && (NeededBy(dependent).Contains(needed) || (IsCollector(needed) && dependent is ProjectResource));

    private static HashSet<IResource> NeededBy(IResource resource)
    {
        var found = new HashSet<IResource>();
        var left = new Queue<IResource>([resource]);
        while (left.TryDequeue(out var next))
        {
            foreach (var needed in DirectlyNeededBy(next).Where(found.Add))
            {
                left.Enqueue(needed);
            }
        }

        return found;
    }

    private static IEnumerable<IResource> DirectlyNeededBy(IResource resource) =>
    [
        .. resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource),
        .. resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => r.Resource),
        .. resource is ConnectionStringResource text ? text.ConnectionStringExpression.ValueProviders.Select(OwnerOf).OfType<IResource>() : [],
    ];

    private static IResource? OwnerOf(IValueProvider provider) => provider switch
    {
        IResource resource => resource,
        EndpointReference endpoint => endpoint.Resource,
        EndpointReferenceExpression part => part.Endpoint.Resource,
        _ => null,
    };

    private static bool IsCollector(IResource resource) => resource.Name == Dashboard.DashboardResource.Name;
}
