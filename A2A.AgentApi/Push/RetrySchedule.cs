namespace A2A.AgentApi.Push;

/// <summary>When a failed attempt is repeated: exponentially later, spread by chance so that receivers are not hit in step.</summary>
internal sealed class RetrySchedule(TimeSpan firstDelay, double factor, TimeSpan longestDelay, Func<double> jitter)
{
    /// <summary>Delays are spread by a fifth both ways; what a receiver asked for, by a tenth and only upwards.</summary>
    private const double Spread = 0.2;
    private const double SpreadOfWish = 0.1;

    /// <summary>The delay after so many failed attempts, 1 or more: never shorter than the receiver's wish, unless that is longer than the longest delay.</summary>
    public TimeSpan Delay(int failedAttempts, TimeSpan? wish)
    {
        var longest = longestDelay.TotalSeconds;
        var exact = Math.Min(firstDelay.TotalSeconds * Math.Pow(factor, failedAttempts - 1), longest);
        var spread = exact * (1 + (Spread * ((2 * jitter()) - 1)));
        var wished = wish is { } asked ? Math.Min(asked.TotalSeconds, longest) * (1 + (SpreadOfWish * jitter())) : 0;
        return TimeSpan.FromSeconds(Math.Max(spread, wished));
    }
}
