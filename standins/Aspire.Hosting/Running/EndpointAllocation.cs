using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Gives every endpoint its address before anything starts, so that every reference can be resolved.</summary>
internal sealed class EndpointAllocation(Ports ports, bool randomizePorts) : IAsyncDisposable
{
    private readonly Dictionary<(IResource Resource, string Endpoint), EndpointProxy> _proxies = [];

    /// <exception cref="DistributedApplicationException">A fixed port is taken.</exception>
    public async Task AllocateAsync(IResource resource, IReadOnlyList<ResourceInstance> instances, CancellationToken cancellationToken)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var fixedPort = randomizePorts && endpoint.IsProxied ? null : endpoint.Port;
            var port = fixedPort ?? (endpoint.IsProxied ? null : endpoint.TargetPort) ?? Ports.Free();
            if (endpoint.IsProxied)
            {
                var listeners = await ports.ListenAsync(port, resource.Name, endpoint.Name, cancellationToken);
                _proxies[(resource, endpoint.Name)] = new EndpointProxy(listeners, endpoint.Patience);
                instances.ToList().ForEach(i => i.TargetPorts[endpoint.Name] = TargetPort(endpoint, port, instances.Count));
            }
            else
            {
                await ports.WaitUntilFreeAsync(port, resource.Name, endpoint.Name, cancellationToken);
                instances.ToList().ForEach(i => i.TargetPorts[endpoint.Name] = port);
            }

            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port);
        }
    }

    /// <summary>Connections may go to the replica from now on.</summary>
    public void Open(ResourceInstance instance) => ForEachProxy(instance, (proxy, port) => proxy.Add(port));

    /// <summary>The replica is gone.</summary>
    public void Close(ResourceInstance instance) => ForEachProxy(instance, (proxy, port) => proxy.Remove(port));

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
        {
            await proxy.DisposeAsync();
        }
    }

    private static int TargetPort(EndpointAnnotation endpoint, int publicPort, int replicas) =>
        replicas == 1 && endpoint.TargetPort is { } wished && wished != publicPort ? wished : Ports.Free();

    private void ForEachProxy(ResourceInstance instance, Action<EndpointProxy, int> act)
    {
        foreach (var (endpoint, port) in instance.TargetPorts)
        {
            if (_proxies.TryGetValue((instance.Resource, endpoint), out var proxy))
            {
                act(proxy, port);
            }
        }
    }
}
