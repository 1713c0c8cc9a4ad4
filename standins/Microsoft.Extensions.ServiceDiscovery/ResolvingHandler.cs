namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>Sends each request to the address that its service name stands for; the request keeps the name.</summary>
internal sealed class ResolvingHandler(ConfiguredServices services) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var requested = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        request.RequestUri = services.Resolve(requested);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = requested;
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var requested = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        request.RequestUri = services.Resolve(requested);
        try
        {
            return base.Send(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = requested;
        }
    }
}
