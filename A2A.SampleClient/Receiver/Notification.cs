using System.Text.Json.Serialization;
using A2A.Protocol;
using A2A.Protocol.V03;

namespace A2A.SampleClient.Receiver;

/// <summary>A webhook as its receiver lists it.</summary>
internal sealed record Notification
{
    private const string Genuine = "verified";

    /// <summary>Its place in the order of arrival.</summary>
    public long Sequence { get; init; }

    /// <summary>The sender's id of the delivery.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The task's state, by its 0.3 name; null when the webhook tells none.</summary>
    public string? State { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>What the receiver thinks of its signatures.</summary>
    public string? Verdict { get; init; }

    /// <summary>The ways in which it proved to be genuine.</summary>
    public IReadOnlyList<string>? Schemes { get; init; }

    [JsonIgnore]
    public bool IsVerified => Verdict == Genuine;

    [JsonIgnore]
    public TaskState TaskState => V03TaskState.FromV03(State);
}

/// <summary>The receiver's list of webhooks, in order of arrival.</summary>
internal sealed record ListedNotifications
{
    [JsonPropertyName("total_notifications")]
    public long Total { get; init; }

    public IReadOnlyList<Notification> Notifications { get; init; } = [];
}

/// <summary>Serialization of the receiver's answers, made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListedNotifications))]
[JsonSerializable(typeof(Notification))]
internal sealed partial class NotificationJson : JsonSerializerContext;
