namespace A2A.Server.Push;

/// <summary>Where all replicas write down which endpoints keep failing. The store's clock decides when a pause is over.</summary>
/// <remarks>All methods throw <see cref="Tasks.StorageUnavailableException"/>.</remarks>
internal interface ICircuitLedger
{
    /// <summary>Every endpoint that has failed since its last answer.</summary>
    Task<IReadOnlyList<CircuitState>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>An attempt failed.</summary>
    /// <param name="endpoint">The circuit, see <see cref="EndpointCircuits.NameOf"/>.</param>
    /// <param name="probe">The token of the probe that it was; null when it was none.</param>
    /// <param name="chance">Spreads the pause: 0 to 1.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    Task<CircuitFailure> FailedAsync(string endpoint, string? probe, double chance, CancellationToken cancellationToken);

    /// <summary>The endpoint answered: nothing is held against it any more. True when its circuit was open.</summary>
    Task<bool> AnsweredAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Asks for the one attempt that is made after a pause.</summary>
    /// <returns>Null when it is granted; else for how long nothing is sent, zero when the circuit is closed.</returns>
    Task<TimeSpan?> ProbeAsync(string endpoint, string token, CancellationToken cancellationToken);

    /// <summary>The attempt was not made: another one may be.</summary>
    Task GiveBackAsync(string endpoint, string token, CancellationToken cancellationToken);

    /// <summary>Every endpoint that is failing for an owner's webhooks, in the order of endpoints and owners.</summary>
    Task<IReadOnlyList<HostCircuit>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Closes an endpoint's circuits by hand, those of all owners: it gets webhooks at once. False when none was open.</summary>
    Task<bool> CloseAsync(string endpoint, CancellationToken cancellationToken);
}

/// <param name="Endpoint">The circuit, see <see cref="EndpointCircuits.NameOf"/>.</param>
/// <param name="Failures">Failed attempts in a row, of all replicas.</param>
/// <param name="Pause">For how long nothing is sent, zero = the pause is over; null = the circuit is closed.</param>
internal readonly record struct CircuitState(string Endpoint, int Failures, TimeSpan? Pause);

/// <param name="State">What came of it.</param>
/// <param name="Opened">True when this failure opened the circuit, for the first time or again.</param>
internal readonly record struct CircuitFailure(CircuitState State, bool Opened);

/// <param name="Endpoint">Host and port.</param>
/// <param name="Owner">The owner of the webhooks that fail there.</param>
/// <param name="Failures">How many attempts in a row have failed, of all replicas.</param>
/// <param name="OpenUntil">Until when nothing is sent; null when it is closed.</param>
internal sealed record HostCircuit(string Endpoint, string Owner, int Failures, DateTimeOffset? OpenUntil);
