namespace A2A.Server.Push;

/// <summary>Which endpoints get nothing for a while because they keep failing. All replicas share it.</summary>
/// <remarks>All methods throw <see cref="Tasks.StorageUnavailableException"/>.</remarks>
internal interface IHostCircuits
{
    /// <summary>Every endpoint that is failing for an owner's webhooks, in the order of endpoints and owners.</summary>
    Task<IReadOnlyList<HostCircuit>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Closes an endpoint's circuits by hand, those of all owners: it gets webhooks at once. False when none was open.</summary>
    Task<bool> CloseAsync(string endpoint, CancellationToken cancellationToken);
}

/// <param name="Endpoint">Host and port.</param>
/// <param name="Owner">Whose webhooks fail there.</param>
/// <param name="Failures">How many attempts in a row have failed, of all replicas.</param>
/// <param name="OpenUntil">Until when nothing is sent; null when it is closed.</param>
internal sealed record HostCircuit(string Endpoint, string Owner, int Failures, DateTimeOffset? OpenUntil);
