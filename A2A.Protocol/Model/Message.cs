using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Protocol.Json;

namespace A2A.Protocol;

/// <summary>One turn of a conversation (A2A 1.0, <c>Message</c>).</summary>
public sealed record Message
{
    /// <summary>The sender's id of the message; a repeated one is the same message.</summary>
    public string MessageId { get; init => field = value ?? ""; } = "";

    /// <summary>The conversation it belongs to.</summary>
    public string? ContextId { get; init; }

    /// <summary>The task it belongs to.</summary>
    public string? TaskId { get; init; }

    /// <summary>The sender's role.</summary>
    public Role Role { get; init; }

    /// <summary>What is said; at least one part.</summary>
    public IReadOnlyList<Part> Parts { get; init => field = value ?? []; } = [];

    /// <summary>Free data of the sender.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>URIs of the extensions that contributed to the message.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>Other tasks that the message refers to.</summary>
    public IReadOnlyList<string>? ReferenceTaskIds { get; init; }

    /// <summary>The text of all text parts, a line each; empty when there is none.</summary>
    [JsonIgnore]
    public string Text => string.Join('\n', Parts.Where(part => part.Text is not null).Select(part => part.Text));
}

/// <summary>The role of a message's sender (A2A 1.0, <c>Role</c>).</summary>
[JsonConverter(typeof(WireEnumConverter<Role>))]
public enum Role
{
    /// <summary>Not said.</summary>
    [JsonStringEnumMemberName("ROLE_UNSPECIFIED")]
    Unspecified,

    /// <summary>The client.</summary>
    [JsonStringEnumMemberName("ROLE_USER")]
    User,

    /// <summary>The agent.</summary>
    [JsonStringEnumMemberName("ROLE_AGENT")]
    Agent,
}

/// <summary>A piece of content: exactly one of text, raw bytes, a URL or data (A2A 1.0, <c>Part</c>).</summary>
public sealed record Part
{
    private const string Content = "content";

    /// <summary>Text.</summary>
    [ProtoField(OneOf = Content)]
    public string? Text { get; init; }

    /// <summary>Bytes; base64 on the wire.</summary>
    [ProtoField(OneOf = Content)]
    public byte[]? Raw { get; init; }

    /// <summary>Where the content can be had.</summary>
    [ProtoField(OneOf = Content)]
    public string? Url { get; init; }

    /// <summary>Any JSON value, null included.</summary>
    [ProtoField(OneOf = Content), JsonConverter(typeof(ProtoValueConverter))]
    public JsonElement? Data { get; init; }

    /// <summary>Free data of the sender.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>A name for the content.</summary>
    public string? Filename { get; init; }

    /// <summary>The content's media type.</summary>
    public string? MediaType { get; init; }

    /// <summary>A part that holds this text.</summary>
    public static Part Of(string text) => new() { Text = text };
}
