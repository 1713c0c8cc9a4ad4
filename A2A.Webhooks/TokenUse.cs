using A2A.Webhooks.Jwt;

namespace A2A.Webhooks;

/// <summary>Marks signed tokens as used, and for how long that must be remembered.</summary>
internal sealed class TokenUse(IReplayGuard guard, TimeSpan tolerance, TimeProvider time)
{
    /// <summary>So that a store which counts in whole seconds does not forget too early.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>True when the token, which is valid, is used for the first time.</summary>
    public Task<bool> TryAsync(TokenClaims token, CancellationToken cancellationToken)
    {
        var valid = token.Time("exp")!.Value + tolerance - time.GetUtcNow(); // a valid token has exp, iss and jti
        return guard.TryUseAsync(token.Issuer!, token.TokenId!, valid + Rounding, cancellationToken);
    }
}
