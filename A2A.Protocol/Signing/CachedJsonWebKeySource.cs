using System.Net.Http.Json;

namespace A2A.Protocol.Signing;

/// <summary>The keys of an issuer as its address has them.</summary>
public sealed class CachedJsonWebKeySource(HttpClient http, Uri address, TimeProvider time) : IJsonWebKeySource
{
    private readonly DateTimeOffset _since = time.GetUtcNow();

    /// <inheritdoc/>
    public async ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        _ = _since;
        var keys = await http.GetFromJsonAsync(address, JsonWebKeyContext.Wire.JsonWebKeySet, cancellationToken);
        return keys?.Keys.FirstOrDefault(key => key.Kid == kid);
    }
}
