namespace A2A.Protocol.Signing;

/// <summary>What is known of an issuer's keys at a time: the decisions of <see cref="CachedJsonWebKeySource"/>, without its requests.</summary>
/// <param name="Fetched">The newest keys; null before the first.</param>
/// <param name="FetchedAt">The clock's timestamp when they came.</param>
/// <param name="TriedAt">The clock's timestamp when the last attempt ended, however it did; null before the first.</param>
/// <param name="Failure">Why the last attempt failed; null when it did not.</param>
internal sealed record KnownKeys(FetchedKeys? Fetched, long FetchedAt, long? TriedAt, HttpRequestException? Failure)
{
    /// <summary>With keys at hand, how long after an attempt the next may be.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Without any, everybody waits for the next attempt: it comes sooner.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);

    /// <summary>How long keys are used on while their address fails, from when they should have been fetched anew.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public static KnownKeys None { get; } = new(null, 0, null, null);

    /// <summary>Whether the address is to be asked before the key of that name is looked for.</summary>
    public bool IsToBeRenewed(string kid, TimeProvider time)
    {
        if (TriedAt is { } tried && time.GetElapsedTime(tried) < (IsUsable(time) ? Pause : ShortPause))
        {
            return false;
        }

        return Fetched is null || time.GetElapsedTime(FetchedAt) >= Fetched.Fresh || Fetched.Keys.Find(kid) is null;
    }

    /// <summary>The key of that name; null when the issuer has none.</summary>
    /// <exception cref="HttpRequestException">Nobody can tell.</exception>
    public JsonWebKey? Find(string kid, TimeProvider time)
    {
        var key = IsUsable(time) ? Fetched!.Keys.Find(kid) : null;
        return key is null && Failure is not null ? throw new HttpRequestException(Failure.Message, Failure) : key;
    }

    private bool IsUsable(TimeProvider time) => Fetched is not null && time.GetElapsedTime(FetchedAt) < Fetched.Fresh + Grace;
}
