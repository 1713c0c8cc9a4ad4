using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>
/// What is known of an issuer's keys at a time: the decisions of <see cref="CachedJsonWebKeySource"/>, without its requests.
/// </summary>
/// <param name="Fetched">The newest keys; null before the first.</param>
/// <param name="AskedAt">The clock's timestamp when they were asked for: what was published later may be missing.</param>
/// <param name="FetchedAt">The clock's timestamp when they came.</param>
/// <param name="TriedAt">The clock's timestamp when the last attempt ended, however it did; null before the first.</param>
/// <param name="Failure">Why the last attempt failed; null when it did not.</param>
internal sealed record KnownKeys(FetchedKeys? Fetched, long AskedAt, long FetchedAt, long? TriedAt, HttpRequestException? Failure)
{
    /// <summary>With keys at hand, how long after an attempt the next may be.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Without any keys, every caller waits for the next attempt: it comes sooner.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);

    /// <summary>How long keys are used on while their address fails, from when they should have been fetched anew.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public static KnownKeys None { get; } = new(null, 0, 0, null, null);

    /// <summary>Whether the address is to be asked before the key of that name is looked for.</summary>
    public bool IsToBeRenewed(string kid, TimeProvider time)
    {
        if (RestOfPause(time) > TimeSpan.Zero)
        {
            return false;
        }

        return Fetched is null || time.GetElapsedTime(FetchedAt) >= Fetched.Fresh || Fetched.Keys.Find(kid) is null;
    }

    /// <summary>The key of that name; null when the issuer had none after the question began.</summary>
    /// <param name="kid">The key's name.</param>
    /// <param name="since">The clock's timestamp when the question began.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="HttpRequestException">Whether the issuer has the key cannot be found out.</exception>
    /// <exception cref="UntoldKeyException">It cannot be found out before the pause is over.</exception>
    public JsonWebKey? Find(string kid, long since, TimeProvider time)
    {
        if (!IsUsable(time))
        {
            return Failure is null ? null : throw new HttpRequestException(Failure.Message, Failure);
        }

        return Fetched!.Keys.Find(kid)
            ?? (Failure is null && AskedAt >= since ? null : throw new UntoldKeyException(RestOfPause(time), Failure));
    }

    /// <summary>How long the address is not asked again, for any caller.</summary>
    private TimeSpan RestOfPause(TimeProvider time) =>
        TriedAt is { } tried ? (IsUsable(time) ? Pause : ShortPause) - time.GetElapsedTime(tried) : TimeSpan.Zero;

    private bool IsUsable(TimeProvider time) => Fetched is not null && time.GetElapsedTime(FetchedAt) < Fetched.Fresh + Grace;
}
