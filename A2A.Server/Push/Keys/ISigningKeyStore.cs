namespace A2A.Server.Push.Keys;

/// <summary>Where all replicas find the same keys, and the same signatures.</summary>
/// <remarks>All methods throw <see cref="Tasks.StorageUnavailableException"/>; calling again is harmless.</remarks>
internal interface ISigningKeyStore
{
    /// <summary>The keys, with the time by the store's clock.</summary>
    /// <exception cref="InvalidOperationException">What is stored is something else, or can't be decrypted.</exception>
    Task<StoredKeys> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes other keys in the place of those that were read, and rings; nothing when another replica was quicker.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="kept">Keys that stay as they are.</param>
    /// <param name="starting">A key that is to sign from a time after the writing, by the store's clock; none.</param>
    /// <param name="ahead">How long after.</param>
    /// <returns>Whether they were written.</returns>
    Task<bool> ReplaceAsync(
        StoredKeys read, IEnumerable<SigningKey> kept, SigningKey? starting, TimeSpan ahead, CancellationToken cancellationToken);

    /// <summary>Stores a signature of some content when there is none yet, and gives the one that is stored.</summary>
    /// <param name="content">The name of the content: its hash, and that of the key when it is signed.</param>
    /// <param name="proposed">The signature as JSON; empty for content that is not signed.</param>
    Task<Publication> PublishAsync(string content, string proposed, CancellationToken cancellationToken);
}

/// <summary>Keys as they were read at one time.</summary>
/// <param name="Text">As they are stored; empty when there are none.</param>
/// <param name="Keys">In no order.</param>
/// <param name="Now">The time by the store's clock.</param>
/// <param name="MustRewrite">Whether a private part is encrypted with an earlier key.</param>
internal sealed record StoredKeys(string Text, IReadOnlyList<SigningKey> Keys, DateTimeOffset Now, bool MustRewrite)
{
    // The text may hold private parts.
    public override string ToString() => $"{Keys.Count} keys";
}

/// <summary>What the replicas have agreed on about some content.</summary>
/// <param name="Signature">Its signature as JSON; empty when it is not signed.</param>
/// <param name="Since">When it was first published, by the store's clock.</param>
internal sealed record Publication(string Signature, DateTimeOffset Since);
