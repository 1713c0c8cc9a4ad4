using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03;

/// <summary>A task as 0.3 writes it (A2A 0.3, section 6.1).</summary>
public sealed record V03Task
{
    /// <summary>Always <c>task</c>.</summary>
    public string? Kind { get; init; } = "task";

    /// <summary>The server's id of the task.</summary>
    public string? Id { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public string? ContextId { get; init; }

    /// <summary>Its present state.</summary>
    public V03TaskStatus? Status { get; init; }

    /// <summary>What it has produced.</summary>
    public IReadOnlyList<V03Artifact>? Artifacts { get; init; }

    /// <summary>The messages so far, oldest first.</summary>
    public IReadOnlyList<V03Message>? History { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A task's state (A2A 0.3, section 6.2).</summary>
public sealed record V03TaskStatus
{
    /// <summary>One of the names in <see cref="V03TaskState"/>.</summary>
    public string? State { get; init; }

    /// <summary>What the agent says about it.</summary>
    public V03Message? Message { get; init; }

    /// <summary>When the state was entered.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>A message (A2A 0.3, section 6.4).</summary>
public sealed record V03Message
{
    /// <summary>Always <c>message</c>.</summary>
    public string? Kind { get; init; } = "message";

    /// <summary><c>user</c> or <c>agent</c>.</summary>
    public string? Role { get; init; }

    /// <summary>What is said.</summary>
    public IReadOnlyList<V03Part?>? Parts { get; init; }

    /// <summary>The sender's id of the message.</summary>
    public string? MessageId { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public string? ContextId { get; init; }

    /// <summary>The task it belongs to.</summary>
    public string? TaskId { get; init; }

    /// <summary>Free data of the sender.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>URIs of the extensions that contributed to it.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>Other tasks that it refers to.</summary>
    public IReadOnlyList<string>? ReferenceTaskIds { get; init; }
}

/// <summary>A piece of content, told apart by its kind: <c>text</c>, <c>file</c> or <c>data</c> (A2A 0.3, section 6.5).</summary>
public sealed record V03Part
{
    private const string Content = "part";

    /// <summary><c>text</c>, <c>file</c> or <c>data</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>What versions before 0.2 called <see cref="Kind"/>; read only, lest a claim of another kind is passed over.</summary>
    [ProtoField]
    internal string? Type { get; init; }

    /// <summary>The text of a text part.</summary>
    [ProtoField(OneOf = Content)]
    public string? Text { get; init; }

    /// <summary>The file of a file part.</summary>
    [ProtoField(OneOf = Content)]
    public V03File? File { get; init; }

    /// <summary>The JSON value of a data part.</summary>
    [ProtoField(OneOf = Content)]
    public JsonElement? Data { get; init; }

    /// <summary>Free data of the sender.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A file: its bytes or its address (A2A 0.3, section 6.6).</summary>
public sealed record V03File
{
    /// <summary>The bytes; base64 on the wire.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Where the file can be had.</summary>
    public string? Uri { get; init; }

    /// <summary>Its media type.</summary>
    public string? MimeType { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }
}

/// <summary>Something that a task has produced (A2A 0.3, section 6.7).</summary>
public sealed record V03Artifact
{
    /// <summary>Its id within the task.</summary>
    public string? ArtifactId { get; init; }

    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary>Its content.</summary>
    public IReadOnlyList<V03Part?>? Parts { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>URIs of the extensions that contributed to it.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }
}

/// <summary>A task's state changed (A2A 0.3, section 7.2.2).</summary>
public sealed record V03StatusUpdate
{
    /// <summary>Always <c>status-update</c>.</summary>
    public string? Kind { get; init; } = "status-update";

    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Its conversation.</summary>
    public string? ContextId { get; init; }

    /// <summary>The new status.</summary>
    public V03TaskStatus? Status { get; init; }

    /// <summary>True when the stream ends here.</summary>
    public bool Final { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>An artifact came or grew (A2A 0.3, section 7.2.3).</summary>
public sealed record V03ArtifactUpdate
{
    /// <summary>Always <c>artifact-update</c>.</summary>
    public string? Kind { get; init; } = "artifact-update";

    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Its conversation.</summary>
    public string? ContextId { get; init; }

    /// <summary>The artifact, or the new chunk of it.</summary>
    public V03Artifact? Artifact { get; init; }

    /// <summary>True when the parts go after those that are there.</summary>
    public bool Append { get; init; }

    /// <summary>True when no further chunk follows.</summary>
    public bool LastChunk { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}
