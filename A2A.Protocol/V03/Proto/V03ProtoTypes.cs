using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03.Proto;

/// <summary>
/// A task as the SDKs of 0.3 write it over HTTP+JSON: the ProtoJSON of 0.3's a2a.proto, which has other names than the
/// JSON of 0.3's specification.
/// </summary>
public sealed record V03ProtoTask
{
    /// <summary>The server's id of the task.</summary>
    public string? Id { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public string? ContextId { get; init; }

    /// <summary>Its present state.</summary>
    public V03ProtoStatus? Status { get; init; }

    /// <summary>What it has produced.</summary>
    public IReadOnlyList<V03ProtoArtifact>? Artifacts { get; init; }

    /// <summary>The messages so far, oldest first.</summary>
    public IReadOnlyList<V03ProtoMessage>? History { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A task's state.</summary>
public sealed record V03ProtoStatus
{
    /// <summary>1.0's names, but for <c>TASK_STATE_CANCELLED</c>.</summary>
    [JsonConverter(typeof(V03ProtoStateConverter))]
    public string? State { get; init; }

    /// <summary>What the agent says about it.</summary>
    public V03ProtoMessage? Message { get; init; }

    /// <summary>When the state was entered.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>A message; its parts are its content.</summary>
public sealed record V03ProtoMessage
{
    /// <summary>The sender's id of the message.</summary>
    public string? MessageId { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public string? ContextId { get; init; }

    /// <summary>The task it belongs to.</summary>
    public string? TaskId { get; init; }

    /// <summary>The sender's role.</summary>
    public Role Role { get; init; }

    /// <summary>What is said.</summary>
    [ProtoField(OtherNames = ["parts"])] // later drafts of a2a.proto
    public IReadOnlyList<V03ProtoPart?>? Content { get; init; }

    /// <summary>Free data of the sender.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>URIs of the extensions that contributed to it.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }
}

/// <summary>A piece of content: exactly one of text, file and data.</summary>
public sealed record V03ProtoPart
{
    private const string Content = "part";

    /// <summary>A kind as the plain form has it; read only, so that a claim of another kind is not passed over.</summary>
    [ProtoField]
    internal string? Kind { get; init; }

    /// <summary>What versions before 0.2 called <see cref="Kind"/>; read only.</summary>
    [ProtoField]
    internal string? Type { get; init; }

    /// <summary>Text.</summary>
    [ProtoField(OneOf = Content)]
    public string? Text { get; init; }

    /// <summary>A file.</summary>
    [ProtoField(OneOf = Content)]
    public V03ProtoFile? File { get; init; }

    /// <summary>Data.</summary>
    [ProtoField(OneOf = Content)]
    public V03ProtoData? Data { get; init; }

    /// <summary>Free data of the sender.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A file: its bytes or its address.</summary>
public sealed record V03ProtoFile
{
    private const string Content = "file";

    /// <summary>Where the file can be had.</summary>
    [ProtoField(OneOf = Content)]
    public string? FileWithUri { get; init; }

    /// <summary>The bytes; base64 on the wire.</summary>
    [ProtoField(OneOf = Content)]
    public byte[]? FileWithBytes { get; init; }

    /// <summary>Its media type.</summary>
    public string? MimeType { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }
}

/// <summary>The JSON value of a data part, one level deeper than elsewhere.</summary>
public sealed record V03ProtoData
{
    /// <summary>An object.</summary>
    public JsonElement? Data { get; init; }
}

/// <summary>Something that a task has produced.</summary>
public sealed record V03ProtoArtifact
{
    /// <summary>Its id within the task.</summary>
    public string? ArtifactId { get; init; }

    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary>Its content.</summary>
    public IReadOnlyList<V03ProtoPart?>? Parts { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>URIs of the extensions that contributed to it.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }
}

/// <summary>A task's state changed.</summary>
public sealed record V03ProtoStatusUpdate
{
    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Its conversation.</summary>
    public string? ContextId { get; init; }

    /// <summary>The new status.</summary>
    public V03ProtoStatus? Status { get; init; }

    /// <summary>True when the stream ends here.</summary>
    public bool Final { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>An artifact came or grew.</summary>
public sealed record V03ProtoArtifactUpdate
{
    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Its conversation.</summary>
    public string? ContextId { get; init; }

    /// <summary>The artifact, or the new chunk of it.</summary>
    public V03ProtoArtifact? Artifact { get; init; }

    /// <summary>True when the parts go after those that are there.</summary>
    public bool Append { get; init; }

    /// <summary>True when no further chunk follows.</summary>
    public bool LastChunk { get; init; }

    /// <summary>Free data of the agent.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>The answer to a message, and an item of a stream: exactly one member is set.</summary>
public sealed record V03ProtoStreamResponse
{
    private const string Payload = "payload";

    /// <summary>The whole task.</summary>
    [ProtoField(OneOf = Payload)]
    public V03ProtoTask? Task { get; init; }

    /// <summary>A direct answer.</summary>
    [ProtoField(OneOf = Payload, OtherNames = ["msg"])]
    public V03ProtoMessage? Message { get; init; }

    /// <summary>The state changed.</summary>
    [ProtoField(OneOf = Payload)]
    public V03ProtoStatusUpdate? StatusUpdate { get; init; }

    /// <summary>An artifact came or grew.</summary>
    [ProtoField(OneOf = Payload)]
    public V03ProtoArtifactUpdate? ArtifactUpdate { get; init; }
}
