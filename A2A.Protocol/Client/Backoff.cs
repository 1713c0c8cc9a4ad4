namespace A2A.Protocol.Client;

/// <summary>Pauses that grow from one attempt to the next, up to a longest.</summary>
public sealed record Backoff
{
    /// <summary>The pause before the first repetition.</summary>
    public required TimeSpan First { get; init; }

    /// <summary>How many times longer each next one is; at least 1.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>No pause is longer, unless the server asks for it.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>
    /// The pause before a repetition: between a half of its full length and the whole, so that many clients do not come at once.
    /// </summary>
    /// <param name="repetition">1 for the first.</param>
    /// <param name="jitter">Chance, from 0 to 1.</param>
    /// <param name="asked">The least pause that the server asked for, if it did.</param>
    public TimeSpan Pause(int repetition, double jitter, TimeSpan? asked = null)
    {
        // Math.Min also catches the infinity that a high power gives.
        var full = Math.Min(First.Ticks * Math.Pow(Factor, repetition - 1), Longest.Ticks);
        var pause = TimeSpan.FromTicks((long)(full * (1 - (jitter / 2))));
        return asked > pause ? asked.Value : pause;
    }
}
