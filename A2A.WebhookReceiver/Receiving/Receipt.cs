namespace A2A.WebhookReceiver.Receiving;

/// <summary>What became of a webhook.</summary>
internal abstract record Receipt
{
    private Receipt()
    {
    }

    /// <summary>It is genuine and kept; <paramref name="IsDuplicate"/> says that an earlier attempt had been kept already.</summary>
    public sealed record Kept(Notice Notice, DateTimeOffset At, bool IsDuplicate) : Receipt;

    /// <summary>It is not taken, and trying again will not help; the reason is meant for the sender.</summary>
    public sealed record Refused(RefusalCause Cause, string Reason) : Receipt;

    /// <summary>It could not be kept now; the sender is to try again.</summary>
    public sealed record NotKept : Receipt;
}

/// <summary>Why a webhook was refused.</summary>
internal enum RefusalCause
{
    /// <summary>It is not shown to be genuine.</summary>
    NotGenuine,

    /// <summary>It is genuine, but says nothing that the receiver understands.</summary>
    Unreadable,

    /// <summary>Its body is longer than the receiver reads.</summary>
    TooLarge,
}
