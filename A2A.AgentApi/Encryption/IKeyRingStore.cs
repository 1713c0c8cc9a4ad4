namespace A2A.AgentApi.Encryption;

/// <summary>Where all replicas find the same key ring: elements by name, as <see cref="RingSeal"/> writes them. No name is ever removed.</summary>
/// <remarks>All methods throw when the store does not answer in time, each an exception of the store's own; calling again is harmless.</remarks>
internal interface IKeyRingStore
{
    Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken);

    /// <summary>Adds an element, unless the ring has another number of them than the caller has seen: then somebody was quicker.</summary>
    Task AddAsync(string name, string element, int seen, CancellationToken cancellationToken);

    /// <summary>Adds an element that the store has lost; one that is there stays as it is.</summary>
    Task PutBackAsync(string name, string element, CancellationToken cancellationToken);

    /// <summary>Writes the same element in another form.</summary>
    Task RewriteAsync(string name, string element, CancellationToken cancellationToken);
}
