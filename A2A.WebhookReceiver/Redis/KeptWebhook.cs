namespace A2A.WebhookReceiver.Redis;

/// <summary>A webhook as it is kept.</summary>
internal sealed record KeptWebhook
{
    /// <summary>Its place in the order of arrival, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>How often it has arrived; only the first time is kept.</summary>
    public required int Receipts { get; init; }

    public required string? DeliveryId { get; init; }

    public required string TaskId { get; init; }

    public required string? State { get; init; }

    /// <summary>When it first arrived, by the clock of Redis.</summary>
    public required DateTimeOffset At { get; init; }

    public required IReadOnlyList<string> Schemes { get; init; }

    /// <summary>The issuer of the token that proves it; null without one.</summary>
    public required string? Issuer { get; init; }

    /// <summary>False when a later one of its subscription came first; null when that cannot be told.</summary>
    public required bool? IsInOrder { get; init; }

    public required int Attempt { get; init; }

    /// <summary>What may be seen of its headers, as a JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>Its body: JSON, the bytes as they came.</summary>
    public required byte[] Body { get; init; }
}

/// <summary>Where a webhook was kept; a duplicate only had its receipts counted.</summary>
/// <param name="At">When it came this time, by the clock of Redis.</param>
/// <param name="IsDuplicate">Whether it was kept already.</param>
/// <param name="IsInOrder">
/// False when a later one of its subscription came first; null when that cannot be told, or it was kept already.
/// </param>
internal readonly record struct KeptAt(DateTimeOffset At, bool IsDuplicate, bool? IsInOrder);

/// <summary>Some of the kept webhooks; <paramref name="Total"/> counts all that match.</summary>
internal sealed record KeptPage(long Total, IReadOnlyList<KeptWebhook> Webhooks);

/// <summary>A webhook that was refused; <paramref name="Id"/> is its entry's, which grows with each.</summary>
internal sealed record RefusedWebhook(string Id, DateTimeOffset At, string Cause, string Reason, string Headers, int Bytes);
