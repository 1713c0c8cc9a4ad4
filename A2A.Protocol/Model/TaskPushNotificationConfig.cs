namespace A2A.Protocol;

/// <summary>Where notifications of a task's events are sent, and how (A2A 1.0, <c>TaskPushNotificationConfig</c>).</summary>
public sealed record TaskPushNotificationConfig
{
    /// <summary>The tenant that the task belongs to, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The config's id within the task; the server makes one when it is absent.</summary>
    public string? Id { get; init; }

    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>The webhook: an absolute http or https URL.</summary>
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary>Sent back with every notification, so that the receiver can tell its sender.</summary>
    public string? Token { get; init; }

    /// <summary>What the receiver wants in the <c>Authorization</c> header.</summary>
    public AuthenticationInfo? Authentication { get; init; }

    /// <summary>A shared secret that signs every notification. An addition to the specification.</summary>
    public string? Secret { get; init; }

    /// <summary>
    /// The body of the notifications: <c>notice</c> for the compact one; absent for what the config's protocol version
    /// says. An addition to the specification.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>
    /// The media type of the notifications of 1.0: <c>application/json</c> for receivers that read no other; absent for the
    /// server's setting, which is <c>application/a2a+json</c> by default. An addition to the specification.
    /// </summary>
    public string? MediaType { get; init; }
}

/// <summary>Credentials for the receiver of a webhook (A2A 1.0, <c>AuthenticationInfo</c>).</summary>
public sealed record AuthenticationInfo
{
    /// <summary>An HTTP authentication scheme, such as <c>Bearer</c>.</summary>
    public string Scheme { get; init => field = value ?? ""; } = "";

    /// <summary>What follows the scheme.</summary>
    public string? Credentials { get; init; }
}
