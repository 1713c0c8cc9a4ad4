namespace A2A.SampleClient.Connections;

/// <summary>Says which service does not answer, and what helps.</summary>
internal sealed class MissingService(string service, string setting) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            var address = request.RequestUri?.GetLeftPart(UriPartial.Authority);
            throw new HttpRequestException(
                e.HttpRequestError,
                $"The {service} at {address} does not answer ({e.Message.TrimEnd('.')})."
                + $" Start it, with all others by dotnet run --project A2A.AppHost, or set {SampleClientOptions.Section}:{setting}",
                e);
        }
    }
}
