using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>Where public keys are found by the name that a signature gives.</summary>
public interface IJsonWebKeySource
{
    /// <summary>The key of that name; null when there is none.</summary>
    /// <exception cref="HttpRequestException">The keys could not be had, so that nothing is known of this one.</exception>
    /// <exception cref="UntoldKeyException">The same, and it is known when to ask again.</exception>
    ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken);
}
