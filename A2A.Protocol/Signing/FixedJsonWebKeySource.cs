using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>Keys that were agreed once and for all.</summary>
public sealed class FixedJsonWebKeySource(JsonWebKeySet keys) : IJsonWebKeySource
{
    /// <inheritdoc/>
    public ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken) => new(keys.Keys.Find(kid));
}
