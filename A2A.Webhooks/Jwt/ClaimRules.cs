using System.Globalization;

namespace A2A.Webhooks.Jwt;

/// <summary>Whether a token is in time, and has an id where it must. Of its signature, issuer and audience nothing is asked here.</summary>
internal static class ClaimRules
{
    /// <summary>What a token's <c>jti</c> may have, in characters: a replay guard that remembers it needs a bound.</summary>
    public const int LongestTokenId = 256;

    /// <summary>Some issuers, the seeds of this protocol among them, look at the clock twice for <c>iat</c> and <c>exp</c>.</summary>
    private static readonly TimeSpan LifetimeSlack = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the claims; null when nothing is.</summary>
    public static string? Problem(TokenClaims claims, TokenRules rules, DateTimeOffset now) =>
        rules.RequiresTokenId && claims.TokenId is not { Length: > 0 and <= LongestTokenId }
            ? $"The token has no jti of 1 to {LongestTokenId} characters."
        : TimeProblem(claims, rules, now);

    private static string? TimeProblem(TokenClaims claims, TokenRules rules, DateTimeOffset now)
    {
        if (claims.Time("iat") is not { } issued || claims.Time("exp") is not { } expires)
        {
            return "The token has no iat and exp in seconds since 1970.";
        }

        if (claims.Has("nbf") && claims.Time("nbf") is null)
        {
            return "The token's nbf is not in seconds since 1970.";
        }

        var allowed = Seconds(rules.Tolerance);
        return expires <= issued ? "The token's exp is not after its iat."
            : expires - issued - LifetimeSlack > rules.LongestLifetime
                ? $"The token is for {Seconds(expires - issued)} s from iat to exp; {Seconds(rules.LongestLifetime.Value)} s are allowed."
            : now - expires >= rules.Tolerance ? $"The token's exp was {Seconds(now - expires)} s ago; clocks may differ by {allowed} s."
            : issued - now > rules.Tolerance
                ? $"The token's iat is {Seconds(issued - now)} s in the future; clocks may differ by {allowed} s."
            : claims.Time("nbf") - now > rules.Tolerance
                ? $"The token's nbf is {Seconds(claims.Time("nbf")!.Value - now)} s in the future; clocks may differ by {allowed} s."
            : null;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
