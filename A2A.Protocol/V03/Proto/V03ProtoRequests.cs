using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03.Proto;

/// <summary>A message for an agent.</summary>
public sealed record V03ProtoSendRequest
{
    private const string One = "request";

    /// <summary>The message.</summary>
    [ProtoField(OneOf = One)]
    public V03ProtoMessage? Message { get; init; }

    /// <summary>The message by the member's name in the proto file, which ProtoJSON takes, too.</summary>
    [ProtoField(OneOf = One)]
    public V03ProtoMessage? Request { get; init; }

    /// <summary>How the answer shall come.</summary>
    public V03ProtoSendConfiguration? Configuration { get; init; }

    /// <summary>Free data of the caller.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>How the answer to a message shall come. ProtoJSON does not send 0 and false.</summary>
public sealed record V03ProtoSendConfiguration
{
    /// <summary>The media types that the caller can take.</summary>
    public IReadOnlyList<string>? AcceptedOutputModes { get; init; }

    /// <summary>Where notifications of the task's events are sent.</summary>
    [ProtoField(OtherNames = ["pushNotificationConfig", "taskPushNotificationConfig"])] // 0.3's text; 1.0
    public V03PushConfig? PushNotification { get; init; }

    /// <summary>How many of the most recent messages the answer holds.</summary>
    public int? HistoryLength { get; init; }

    /// <summary>True = answer when the task is done; false or absent = at once.</summary>
    public bool? Blocking { get; init; }
}

/// <summary>A config with its name.</summary>
public sealed record V03ProtoTaskPushConfig
{
    /// <summary><c>tasks/{id}/pushNotificationConfigs/{id}</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The config.</summary>
    public V03PushConfig? PushNotificationConfig { get; init; }
}

/// <summary>The configs of a task.</summary>
public sealed record V03ProtoPushConfigs
{
    /// <summary>The configs, in the order of their ids.</summary>
    public IReadOnlyList<V03ProtoTaskPushConfig>? Configs { get; init; }
}
