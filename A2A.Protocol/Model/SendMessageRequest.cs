using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol;

/// <summary>A message for an agent (A2A 1.0, <c>SendMessageRequest</c>).</summary>
public sealed record SendMessageRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The message.</summary>
    public Message Message { get; init => field = value ?? new(); } = new();

    /// <summary>How the answer shall come.</summary>
    public SendMessageConfiguration? Configuration { get; init; }

    /// <summary>Free data of the caller.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>How the answer to a message shall come (A2A 1.0, <c>SendMessageConfiguration</c>).</summary>
public sealed record SendMessageConfiguration
{
    /// <summary>The media types that the caller can take.</summary>
    public IReadOnlyList<string>? AcceptedOutputModes { get; init; }

    /// <summary>Where notifications of the task's events are sent.</summary>
    [ProtoField(OtherNames = ["pushNotificationConfig", "pushNotification"])] // the official .NET SDK; 0.3
    public TaskPushNotificationConfig? TaskPushNotificationConfig { get; init; }

    /// <summary>How many of the most recent messages the answer holds; absent = all, 0 = none.</summary>
    public int? HistoryLength { get; init; }

    /// <summary>True = answer at once; false = when the task is terminal or interrupted; absent = the server decides.</summary>
    [ProtoField(OneOf = "wait")]
    public bool? ReturnImmediately { get; init; }

    /// <summary>The inverse of <see cref="ReturnImmediately"/> by 0.3's name, which the official .NET SDK sends in 1.0, too.</summary>
    [ProtoField(OneOf = "wait")]
    internal bool? Blocking { get; init; }
}
