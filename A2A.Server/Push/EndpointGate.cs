namespace A2A.Server.Push;

/// <summary>Whether a request may go to an endpoint now: its circuit, its places and its rate together.</summary>
internal sealed class EndpointGate(EndpointCircuits circuits, EndpointPlaces places, EndpointRates rates)
{
    /// <summary>The circuits of all endpoints, one for each owner.</summary>
    public EndpointCircuits Circuits => circuits;

    /// <summary>How an endpoint (host and port) is called.</summary>
    public static string NameOf(Uri url) => $"{url.IdnHost}:{url.Port}";

    /// <summary>A place, when one is free; null when there is none.</summary>
    public IDisposable? TryEnter(string endpoint) => places.TryEnter(endpoint);

    /// <summary>A place now, or the next one that becomes free within the patience; else when to come again.</summary>
    public Task<Admission> EnterAsync(string endpoint, TimeSpan patience, CancellationToken cancellationToken) =>
        places.EnterAsync(endpoint, patience, cancellationToken);

    /// <summary>Null when the rate lets a request go now; else when to come again.</summary>
    public TimeSpan? Wait(string endpoint) => rates.Wait(endpoint);
}
