using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.V03;

namespace A2A.Server.Push;

/// <summary>The compact notification: that something has happened, not the whole of it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Status">Its state, by the names of 0.3.</param>
/// <param name="Timestamp">When it was entered.</param>
/// <param name="Message">What the agent says about it, else what to do next.</param>
/// <param name="Preview">The beginning of the newest artifact's text, else of what the agent says.</param>
/// <param name="Metadata">Where it belongs.</param>
internal sealed record Notice(
    string TaskId, string Status, DateTimeOffset? Timestamp, string Message, string? Preview, NoticeMetadata Metadata)
{
    private const int CharactersOfPreview = 100;

    public static Notice From(AgentTask task, Artifact? newest, long sequence)
    {
        var status = task.Status.State.ToV03();
        var said = task.Status.Message?.Text is { Length: > 0 } text ? text : null;
        var shown = newest is null ? null : string.Join('\n', newest.Parts.Select(part => part.Text).OfType<string>());
        return new Notice(
            task.Id,
            status,
            task.Status.Timestamp,
            said ?? $"Task {status} - fetch {(task.Status.State.IsTerminal() ? "results" : "its state")} with tasks/get",
            Cut(string.IsNullOrEmpty(shown) ? said : shown),
            new NoticeMetadata(sequence, task.ContextId));
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, NoticeJsonContext.Wire.Notice);

    private static string? Cut(string? text)
    {
        if (text is null or { Length: <= CharactersOfPreview })
        {
            return text;
        }

        // Half of a surrogate pair would be no character.
        var end = char.IsHighSurrogate(text[CharactersOfPreview - 1]) ? CharactersOfPreview - 1 : CharactersOfPreview;
        return text[..end] + "...";
    }
}

/// <param name="Sequence">The event's number in the task's log.</param>
/// <param name="ContextId">The task's conversation.</param>
internal sealed record NoticeMetadata(long Sequence, string ContextId);

[JsonSerializable(typeof(Notice))]
internal sealed partial class NoticeJsonContext : JsonSerializerContext
{
    /// <summary>As the protocol writes its own types.</summary>
    public static NoticeJsonContext Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new WireTimestampConverter() },
    });
}
