namespace A2A.AgentApi.Push;

/// <summary>Whether a request may go to an endpoint now: its circuit, its places and its rate together.</summary>
internal sealed class EndpointGate(EndpointCircuits circuits, EndpointPlaces places, EndpointRates rates)
{
    /// <summary>How an endpoint (host and port) is called.</summary>
    public static string NameOf(Uri url) => $"{url.IdnHost}:{url.Port}";

    /// <summary>For how long nothing is sent to the endpoint; null when something may be.</summary>
    public TimeSpan? PauseOf(string endpoint) => circuits.PauseOf(endpoint);

    /// <summary>A place now, or the next one that becomes free within the patience; else when to come again.</summary>
    public Task<Admission> EnterAsync(string endpoint, TimeSpan patience, CancellationToken cancellationToken) =>
        places.EnterAsync(endpoint, patience, cancellationToken);

    /// <summary>Begins a visit at a place.</summary>
    public EndpointVisit Visit(string endpoint, IDisposable place) => new(endpoint, place, circuits, rates);
}

/// <summary>A place at an endpoint, and what must be asked and told about each request there.</summary>
internal sealed class EndpointVisit(string endpoint, IDisposable place, EndpointCircuits circuits, EndpointRates rates) : IAsyncDisposable
{
    private string? _probe;

    /// <summary>Host and port.</summary>
    public string Endpoint => endpoint;

    /// <summary>Null when the next request may go; else until when it must wait.</summary>
    /// <exception cref="Tasks.StorageUnavailableException">It is not known whether the endpoint may be tried again.</exception>
    public async ValueTask<Settlement.Postpone?> AskAsync(CancellationToken cancellationToken)
    {
        if (_probe is null)
        {
            switch (await circuits.PassAsync(endpoint, cancellationToken))
            {
                case Passage.Probe probe:
                    _probe = probe.Token;
                    break;
                case Passage.Closed closed:
                    return new Settlement.Postpone(closed.ComeAgain, EndpointCircuits.Reason);
            }
        }

        return rates.Wait(endpoint) is { } wait ? new Settlement.Postpone(wait) : null;
    }

    /// <summary>Says how a request went. Never throws.</summary>
    public async Task ReportAsync(AttemptReport report)
    {
        var probe = _probe;
        _probe = null;
        await circuits.ReportAsync(endpoint, report, probe);
    }

    public async ValueTask DisposeAsync()
    {
        place.Dispose();
        if (_probe is { } unused)
        {
            await circuits.GiveBackAsync(endpoint, unused);
        }
    }
}
