using System.Text.Json.Serialization;

namespace A2A.Protocol;

/// <summary>Asks for one push config of a task (A2A 1.0, <c>GetTaskPushNotificationConfigRequest</c>).</summary>
public sealed record GetTaskPushNotificationConfigRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The task's id.</summary>
    public string TaskId { get; init => field = value ?? ""; } = "";

    /// <summary>The config's id.</summary>
    public string Id { get; init => field = value ?? ""; } = "";
}

/// <summary>Asks for the removal of one push config (A2A 1.0, <c>DeleteTaskPushNotificationConfigRequest</c>).</summary>
public sealed record DeleteTaskPushNotificationConfigRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The task's id.</summary>
    public string TaskId { get; init => field = value ?? ""; } = "";

    /// <summary>The config's id.</summary>
    public string Id { get; init => field = value ?? ""; } = "";
}

/// <summary>Asks for a task's push configs (A2A 1.0, <c>ListTaskPushNotificationConfigsRequest</c>).</summary>
public sealed record ListTaskPushNotificationConfigsRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The task's id.</summary>
    public string TaskId { get; init => field = value ?? ""; } = "";

    /// <summary>How many configs a page holds at most; 0 = all that there may be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PageSize { get; init; }

    /// <summary>The page's token, from the page before; absent or empty = the first page.</summary>
    public string? PageToken { get; init; }
}

/// <summary>A task's push configs (A2A 1.0, <c>ListTaskPushNotificationConfigsResponse</c>).</summary>
public sealed record ListTaskPushNotificationConfigsResponse
{
    /// <summary>The configs, in the order of their ids.</summary>
    public IReadOnlyList<TaskPushNotificationConfig> Configs { get; init => field = value ?? []; } = [];

    /// <summary>The next page's token; empty at the end.</summary>
    public string NextPageToken { get; init => field = value ?? ""; } = "";
}
