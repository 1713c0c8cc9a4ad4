namespace A2A.Webhooks;

/// <summary>Remembers which tokens were used, so that a copy of one is of no use.</summary>
public interface IReplayGuard
{
    /// <summary>True when the token was not used before; from now on it is used.</summary>
    /// <param name="issuer">The token's <c>iss</c>.</param>
    /// <param name="tokenId">The token's <c>jti</c>.</param>
    /// <param name="keep">How long it must be remembered: until the token has expired by every clock.</param>
    /// <param name="cancellationToken">Breaks it off; whether the token counts as used is unknown then.</param>
    Task<bool> TryUseAsync(string issuer, string tokenId, TimeSpan keep, CancellationToken cancellationToken);
}
