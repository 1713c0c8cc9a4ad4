namespace A2A.WebhookReceiver.Receiving;

/// <summary>What became of a webhook.</summary>
internal abstract record Receipt
{
    private Receipt()
    {
    }

    /// <summary>It is genuine and kept; <paramref name="IsDuplicate"/> says that an earlier attempt had been kept already.</summary>
    public sealed record Kept(NotificationSummary Notice, DateTimeOffset At, bool IsDuplicate, bool? IsInOrder) : Receipt;

    /// <summary>It is not taken; the reason is meant for the sender.</summary>
    public sealed record Refused(RefusalCause Cause, string Reason) : Receipt;

    /// <summary>Whether it is genuine cannot be told now; the sender is to try again.</summary>
    public sealed record Undecided(string Reason, TimeSpan? RetryAfter) : Receipt;

    /// <summary>It could not be kept now, or not be told from a copy; the sender is to try again.</summary>
    public sealed record NotKept : Receipt;
}

/// <summary>Why a webhook was refused.</summary>
internal enum RefusalCause
{
    /// <summary>It is not shown to be genuine.</summary>
    NotGenuine,

    /// <summary>Its token was used before: it is a copy.</summary>
    Replayed,

    /// <summary>Its parts are about different tasks.</summary>
    Contradictory,

    /// <summary>It is genuine, but says nothing that the receiver understands.</summary>
    Unreadable,

    /// <summary>Its body is longer than the receiver reads.</summary>
    TooLarge,

    /// <summary>Its body is packed.</summary>
    Encoded,

    /// <summary>Its sender asks too often, and was not listened to.</summary>
    TooOften,

    /// <summary>The receiver was made to refuse everything for a while.</summary>
    Outage,
}
