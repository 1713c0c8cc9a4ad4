namespace A2A.AgentApi.Push.Keys;

/// <summary>Where all replicas find the same keys, and the same signatures.</summary>
/// <remarks>Both methods throw <see cref="Tasks.StorageUnavailableException"/>; calling again is harmless.</remarks>
internal interface ISigningKeyStore
{
    /// <summary>Stores the proposed keys when there are none yet, and gives those that are stored.</summary>
    Task<IReadOnlyList<SigningKey>> ShareAsync(IReadOnlyList<SigningKey> proposed, CancellationToken cancellationToken);

    /// <summary>Stores a signature of some content when there is none yet, and gives the one that is stored.</summary>
    /// <param name="content">The name of the content: its hash, and that of the key when it is signed.</param>
    /// <param name="proposed">The signature as JSON; empty for content that is not signed.</param>
    Task<Publication> PublishAsync(string content, string proposed, CancellationToken cancellationToken);
}

/// <summary>What the replicas have agreed on about some content.</summary>
/// <param name="Signature">Its signature as JSON; empty when it is not signed.</param>
/// <param name="Since">When it was first published, by the store's clock.</param>
internal sealed record Publication(string Signature, DateTimeOffset Since);
