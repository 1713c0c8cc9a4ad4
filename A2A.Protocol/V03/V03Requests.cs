using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03;

/// <summary>The parameters of <c>message/send</c> and <c>message/stream</c> (A2A 0.3, section 7.1.1).</summary>
public sealed record V03MessageSendParams
{
    /// <summary>The message.</summary>
    public V03Message? Message { get; init; }

    /// <summary>How the answer shall come.</summary>
    public V03SendConfiguration? Configuration { get; init; }

    /// <summary>A push config at the place where some clients put it; the same as in <see cref="Configuration"/>.</summary>
    public V03PushConfig? PushNotification { get; init; }

    /// <summary>A push config at the place where other clients put it; the same as in <see cref="Configuration"/>.</summary>
    public V03PushConfig? PushNotificationConfig { get; init; }

    /// <summary>Free data of the caller.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>How the answer to a message shall come (A2A 0.3, section 7.1.2).</summary>
public sealed record V03SendConfiguration
{
    /// <summary>The media types that the caller can take.</summary>
    public IReadOnlyList<string>? AcceptedOutputModes { get; init; }

    /// <summary>How many of the most recent messages the answer holds.</summary>
    public int? HistoryLength { get; init; }

    /// <summary>Where notifications of the task's events are sent.</summary>
    [ProtoField(OtherNames = ["pushNotification", "taskPushNotificationConfig"])] // 0.3's a2a.proto; 1.0
    public V03PushConfig? PushNotificationConfig { get; init; }

    /// <summary>True = answer when the task is done; false = at once.</summary>
    public bool? Blocking { get; init; }

    /// <summary>1.0's name for the inverse of <see cref="Blocking"/>; some 0.3 clients send it.</summary>
    public bool? ReturnImmediately { get; init; }
}

/// <summary>Where notifications of a task's events are sent (A2A 0.3, section 6.8).</summary>
public sealed record V03PushConfig
{
    /// <summary>Its id within the task.</summary>
    public string? Id { get; init; }

    /// <summary>The webhook.</summary>
    public string? Url { get; init; }

    /// <summary>Sent back with every notification.</summary>
    public string? Token { get; init; }

    /// <summary>What the receiver wants in the <c>Authorization</c> header.</summary>
    public V03Authentication? Authentication { get; init; }

    /// <summary>A shared secret that signs every notification. An addition to the specification.</summary>
    public string? Secret { get; init; }

    /// <summary>The body of the notifications: <c>notice</c> or <c>task</c>. An addition to the specification.</summary>
    public string? Format { get; init; }
}

/// <summary>Credentials for the receiver of a webhook (A2A 0.3, section 6.9).</summary>
public sealed record V03Authentication
{
    /// <summary>The HTTP authentication schemes that it takes; the first is used.</summary>
    public IReadOnlyList<string>? Schemes { get; init; }

    /// <summary>1.0's single scheme; some 0.3 clients send it.</summary>
    public string? Scheme { get; init; }

    /// <summary>What follows the scheme.</summary>
    public string? Credentials { get; init; }
}

/// <summary>
/// The parameters of <c>tasks/pushNotificationConfig/set</c> (A2A 0.3, section 7.5), nested as specified or flat as
/// some clients send them.
/// </summary>
public sealed record V03SetPushConfigParams
{
    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>The config, as specified.</summary>
    public V03PushConfig? PushNotificationConfig { get; init; }

    /// <summary>The config with its task, as HTTP+JSON has it.</summary>
    public V03TaskPushConfig? Config { get; init; }

    /// <summary>The config's id beside the config, as the proto file has it.</summary>
    [ProtoField(OtherNames = ["pushNotificationConfigId"])]
    internal string? ConfigId { get; init; }

    /// <summary>Flat form: the config's id.</summary>
    public string? Id { get; init; }

    /// <summary>Flat form: the webhook.</summary>
    public string? Url { get; init; }

    /// <summary>Flat form: the token.</summary>
    public string? Token { get; init; }

    /// <summary>Flat form: the credentials.</summary>
    public V03Authentication? Authentication { get; init; }

    /// <summary>Flat form: the shared secret.</summary>
    public string? Secret { get; init; }

    /// <summary>Flat form: the body's form.</summary>
    public string? Format { get; init; }

    /// <summary>The config's id, by whichever members it is named; several when they contradict each other.</summary>
    internal IEnumerable<string> ConfigIds => new[]
    {
        PushNotificationConfig?.Id,
        Config?.PushNotificationConfig?.Id,
        Config?.Name?.Split('/') is ["tasks", _, "pushNotificationConfigs", not "None" and var last] ? last : null, // Python's for none
        ConfigId,
        Id,
    }.OfType<string>().Where(id => id.Length > 0).Distinct();
}

/// <summary>A config with its task (A2A 0.3, section 6.10).</summary>
public sealed record V03TaskPushConfig
{
    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary><c>tasks/{id}/pushNotificationConfigs/{id}</c>, in the proto file's form.</summary>
    [ProtoField]
    internal string? Name { get; init; }

    /// <summary>The config.</summary>
    public V03PushConfig? PushNotificationConfig { get; init; }
}

/// <summary>The parameters of <c>tasks/get</c>, <c>tasks/cancel</c>, <c>tasks/resubscribe</c> and of reading configs.</summary>
public sealed record V03TaskParams
{
    /// <summary>The task.</summary>
    public string? Id { get; init; }

    /// <summary>The task, by the name that some clients use when they ask for its configs.</summary>
    public string? TaskId { get; init; }

    /// <summary>How many of the most recent messages the answer holds.</summary>
    public int? HistoryLength { get; init; }

    /// <summary>The config to get or to delete.</summary>
    [ProtoField(OtherNames = ["configId"])]
    public string? PushNotificationConfigId { get; init; }

    /// <summary>Free data of the caller.</summary>
    public JsonElement? Metadata { get; init; }
}
