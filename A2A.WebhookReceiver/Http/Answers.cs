using System.Text.Json.Serialization;
using A2A.WebhookReceiver.Redis;

namespace A2A.WebhookReceiver.Http;

/// <summary>A webhook was taken in; <paramref name="Duplicate"/> is there only when it had been taken in before.</summary>
internal sealed record ReceivedAnswer(string TaskId, string? DeliveryId, DateTimeOffset Timestamp, bool? Duplicate)
{
    [JsonPropertyOrder(-1)]
    public string Status { get; } = "received";
}

/// <summary>The echo of a challenge.</summary>
internal sealed record ValidatedAnswer(string Challenge)
{
    [JsonPropertyOrder(-1)]
    public string Status { get; } = "validated";
}

/// <summary>The service and how it is.</summary>
internal sealed record ServiceAnswer(string Service, string Status, DateTimeOffset Timestamp);

/// <summary>Kept notifications: how many match, how many are here, and these in order of arrival.</summary>
internal sealed record NotificationList(
    [property: JsonPropertyName("total_notifications")] long Total, int Count, IReadOnlyList<NotificationAnswer> Notifications);

/// <summary>One kept notification.</summary>
internal sealed record NotificationAnswer
{
    public required long Sequence { get; init; }
    public required string? DeliveryId { get; init; }
    public required string TaskId { get; init; }
    public required string? State { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public string Verdict { get; } = "verified";
    public required IReadOnlyList<string> Schemes { get; init; }

    /// <summary>The issuer of the token that proves it; absent without one.</summary>
    public required string? Issuer { get; init; }

    /// <summary>False when a later one of its subscription came first; absent where the sender numbers nothing.</summary>
    public required bool? InOrder { get; init; }

    public required int Receipts { get; init; }
    public required int Attempt { get; init; }
    public required RawJson? Headers { get; init; }

    /// <summary>The body as it came; null when what is kept cannot be read.</summary>
    public required RawJson? Payload { get; init; }

    public static NotificationAnswer Of(KeptWebhook webhook) => new()
    {
        Sequence = webhook.Sequence,
        DeliveryId = webhook.DeliveryId,
        TaskId = webhook.TaskId,
        State = webhook.State,
        Timestamp = webhook.At,
        Schemes = webhook.Schemes,
        Issuer = webhook.Issuer,
        InOrder = webhook.IsInOrder,
        Receipts = webhook.Receipts,
        Attempt = webhook.Attempt,
        Headers = RawJson.OrNull(webhook.Headers),
        Payload = RawJson.OrNull(webhook.Body),
    };
}

/// <summary>The newest refused webhooks in order of arrival.</summary>
internal sealed record RefusedList(int Count, IReadOnlyList<RefusedAnswer> Refused);

/// <summary>One refused webhook; <paramref name="Id"/> is its entry's in the log.</summary>
internal sealed record RefusedAnswer(string Id, DateTimeOffset Timestamp, string Cause, string Reason, int Bytes, RawJson? Headers)
{
    public static RefusedAnswer Of(RefusedWebhook webhook) =>
        new(webhook.Id, webhook.At, webhook.Cause, webhook.Reason, webhook.Bytes, RawJson.OrNull(webhook.Headers));
}

/// <summary>A kept notification has arrived again: how often it has by now.</summary>
internal sealed record ReceiptsAnswer(long Sequence, int Receipts);
