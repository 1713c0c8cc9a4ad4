using System.Text.Json;
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

    /// <summary>Its headers, as far as the receiver shows them.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Its body.</summary>
    public JsonElement? Payload { get; init; }

    [JsonIgnore]
    public bool IsVerified => Verdict == Genuine;

    [JsonIgnore]
    public TaskState TaskState => V03TaskState.FromV03(State);

    /// <summary>What the agent says in it; null when it says nothing.</summary>
    [JsonIgnore]
    public string? Text => NotificationText.Of(Payload);
}

/// <summary>The receiver's list of webhooks, in order of arrival.</summary>
internal sealed record ListedNotifications
{
    [JsonPropertyName("total_notifications")]
    public long Total { get; init; }

    public IReadOnlyList<Notification> Notifications { get; init; } = [];
}

/// <summary>A webhook that its receiver did not take.</summary>
internal sealed record RefusedNotification
{
    private const string TaskHeader = "X-A2A-Task-ID";

    public string Cause { get; init; } = "";

    public string Reason { get; init; } = "";

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The task that it says it is about.</summary>
    [JsonIgnore]
    public string? TaskId => Headers?.GetValueOrDefault(TaskHeader);
}

/// <summary>The receiver's list of webhooks that it did not take.</summary>
internal sealed record ListedRefusals
{
    public IReadOnlyList<RefusedNotification> Refused { get; init; } = [];
}

/// <summary>Serialization of the receiver's answers, made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListedNotifications))]
[JsonSerializable(typeof(ListedRefusals))]
[JsonSerializable(typeof(Notification))]
internal sealed partial class NotificationJson : JsonSerializerContext;
