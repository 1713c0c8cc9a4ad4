using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>Names a dead letter: <c>07-1719412345678-0</c>, its partition and its place in that partition's stream.</summary>
internal readonly record struct DeadLetterId(int Partition, string Entry)
{
    public static bool TryParse(string? text, out DeadLetterId id)
    {
        id = default;
        if (text is not [>= '0' and <= '9', >= '0' and <= '9', '-', ..] || !EventCursor.TryParse(text[3..], out var entry))
        {
            return false;
        }

        id = new(((text[0] - '0') * 10) + text[1] - '0', entry.Value);
        return true;
    }

    public override string ToString() => $"{Partition:00}-{Entry}";
}

/// <summary>A delivery that was given up.</summary>
internal sealed record DeadLetter
{
    public required DeadLetterId Id { get; init; }

    /// <summary>The id that its attempts had, and that a replay has again.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>Null for an entry of the queue that could not be read.</summary>
    public required string? TaskId { get; init; }

    public required string? ConfigId { get; init; }

    /// <summary>Null for an entry without an owner.</summary>
    public required string? Owner { get; init; }

    public required long Sequence { get; init; }

    public required string Reason { get; init; }

    /// <summary>Where it was to go: <see cref="DeliveryRun.Endpoint"/>; null when that is not known.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The beginning of the receiver's last answer; null when there was none.</summary>
    public string? Answer { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset BuriedAt { get; init; }
}

/// <param name="Letters">Oldest first.</param>
/// <param name="Next">Where the next page begins; null when there is none.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, DeadLetterId? Next);

/// <summary>Whether a dead letter is due again.</summary>
internal enum ReplayOutcome
{
    Due,

    /// <summary>There is none, or it belongs to another owner.</summary>
    NotFound,

    /// <summary>The task or the push config is no longer there, or the entry never was a delivery: it stays a dead letter.</summary>
    Gone,

    /// <summary>The receiver has ended the subscription: it stays a dead letter until the config is put anew.</summary>
    Ended,
}

/// <param name="Due">How many are due again.</param>
/// <param name="Left">How many cannot be sent, and stay.</param>
internal sealed record ReplayCount(long Due, long Left);
