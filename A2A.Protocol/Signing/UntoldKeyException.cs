namespace A2A.Protocol.Signing;

/// <summary>A key is not among those that are known, and whether its issuer publishes it can't be asked for a while.</summary>
public sealed class UntoldKeyException : HttpRequestException
{
    /// <summary>Whether the issuer has the key is not known now.</summary>
    /// <param name="retryAfter">After this time the issuer can be asked again.</param>
    /// <param name="failure">Why the last attempt to ask failed; null when it didn't.</param>
    public UntoldKeyException(TimeSpan retryAfter, Exception? failure)
        : base(failure?.Message ?? "The key is none of those that its issuer published when it was last asked.", failure) =>
        RetryAfter = retryAfter > TimeSpan.Zero ? retryAfter : TimeSpan.Zero;

    /// <summary>After this time, at most a minute, the issuer can be asked again.</summary>
    public TimeSpan RetryAfter { get; }
}
