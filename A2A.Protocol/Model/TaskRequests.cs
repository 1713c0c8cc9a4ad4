using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol;

/// <summary>The answer to a message: exactly one member is set (A2A 1.0, <c>SendMessageResponse</c>).</summary>
public sealed record SendMessageResponse
{
    private const string Payload = "payload";

    /// <summary>The task that the message created, or went on with.</summary>
    [ProtoField(OneOf = Payload)]
    public AgentTask? Task { get; init; }

    /// <summary>A direct answer, which no task backs.</summary>
    [ProtoField(OneOf = Payload)]
    public Message? Message { get; init; }
}

/// <summary>Asks for a task (A2A 1.0, <c>GetTaskRequest</c>).</summary>
public sealed record GetTaskRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The task's id.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    /// <summary>How many of the most recent messages the answer holds at most; absent = no wish, 0 = none.</summary>
    public int? HistoryLength { get; init; }
}

/// <summary>Asks for tasks, newest status first, page by page (A2A 1.0, <c>ListTasksRequest</c>).</summary>
public sealed record ListTasksRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only tasks of this conversation.</summary>
    public string? ContextId { get; init; }

    /// <summary>Only tasks in this state; unspecified = all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TaskState Status { get; init; }

    /// <summary>How many tasks a page holds at most: 1 to 100; absent = 50.</summary>
    public int? PageSize { get; init; }

    /// <summary>The page's token, from <see cref="ListTasksResponse.NextPageToken"/>; absent or empty = the first page.</summary>
    public string? PageToken { get; init; }

    /// <summary>How many of its most recent messages each task holds at most; absent = no wish, 0 = none.</summary>
    public int? HistoryLength { get; init; }

    /// <summary>Only tasks with a status of this time or later.</summary>
    public DateTimeOffset? StatusTimestampAfter { get; init; }

    /// <summary>True when the tasks shall hold their artifacts; absent = false.</summary>
    public bool? IncludeArtifacts { get; init; }
}

/// <summary>A page of tasks (A2A 1.0, <c>ListTasksResponse</c>). All members are always written.</summary>
public sealed record ListTasksResponse
{
    /// <summary>The page's tasks, newest status first.</summary>
    public IReadOnlyList<AgentTask> Tasks { get; init => field = value ?? []; } = [];

    /// <summary>The next page's token; empty at the end.</summary>
    public string NextPageToken { get; init => field = value ?? ""; } = "";

    /// <summary>How many tasks a page of this list holds at most.</summary>
    public int PageSize { get; init; }

    /// <summary>How many tasks match in all, at this moment.</summary>
    public int TotalSize { get; init; }
}

/// <summary>Asks for a task's end (A2A 1.0, <c>CancelTaskRequest</c>).</summary>
public sealed record CancelTaskRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The task's id.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    /// <summary>Free data of the caller.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>Asks to follow a task (A2A 1.0, <c>SubscribeToTaskRequest</c>).</summary>
public sealed record SubscribeToTaskRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>The task's id.</summary>
    public string Id { get; init => field = value ?? ""; } = "";
}

/// <summary>Asks for the card behind authentication (A2A 1.0, <c>GetExtendedAgentCardRequest</c>).</summary>
public sealed record GetExtendedAgentCardRequest
{
    /// <summary>The tenant, where an agent serves several.</summary>
    public string? Tenant { get; init; }
}
