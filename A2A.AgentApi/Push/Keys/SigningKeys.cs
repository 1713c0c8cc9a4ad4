using A2A.Protocol.Signing;

namespace A2A.AgentApi.Push.Keys;

/// <summary>The keys of this server, the same for all its replicas. The first start makes them.</summary>
internal sealed class SigningKeys(ISigningKeyStore store, TimeProvider time)
{
    private volatile IReadOnlyList<SigningKey>? _keys;

    /// <summary>The key that signs now.</summary>
    public async Task<SigningKey> CurrentAsync(CancellationToken cancellationToken) => (await AllAsync(cancellationToken))[0];

    /// <summary>What everybody may know: the public part of every key.</summary>
    public async Task<JsonWebKeySet> PublicAsync(CancellationToken cancellationToken) =>
        new() { Keys = (await AllAsync(cancellationToken)).Select(key => key.ToPublic()).ToList() };

    // Two callers at once propose two keys; the store decides, and both get the same.
    private async Task<IReadOnlyList<SigningKey>> AllAsync(CancellationToken cancellationToken) =>
        _keys ??= await store.ShareAsync([SigningKey.New(time.GetUtcNow())], cancellationToken);
}
