namespace A2A.Webhooks.Jwt;

/// <summary>Whether a token is to be trusted.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>It is: signed by its issuer, for this audience, and in time.</summary>
    /// <param name="Claims">What it says.</param>
    /// <param name="Algorithm">By which algorithm it is signed: <c>ES256</c>, <c>RS256</c> or <c>HS256</c>.</param>
    public sealed record Valid(TokenClaims Claims, string Algorithm) : TokenVerdict;

    /// <summary>It is not.</summary>
    /// <param name="Reason">Why, for people; it tells no secret and holds nothing of the token.</param>
    public sealed record Refused(string Reason) : TokenVerdict;

    /// <summary>Unknown at the moment, because the issuer's keys could not be had: an answer of 503 rather than 401.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Undecided(string Reason) : TokenVerdict
    {
        /// <summary>When it makes sense to ask again; null when that is unknown.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }
}
