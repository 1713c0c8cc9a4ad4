namespace A2A.Server.Push.Keys;

/// <summary>What a replica knows of the keys.</summary>
/// <param name="Stored">What the store said.</param>
/// <param name="Began">When it was asked, as a timestamp.</param>
/// <param name="At">When it answered, as a timestamp.</param>
internal sealed record KeyReading(StoredKeys Stored, long Began, long At)
{
    public IReadOnlyList<SigningKey> Keys => Stored.Keys;
}
