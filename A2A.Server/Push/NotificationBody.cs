using System.Text;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>What a webhook says. The same event gives the same bytes at every attempt.</summary>
internal sealed record NotificationBody(ReadOnlyMemory<byte> Bytes, string MediaType)
{
    /// <summary>Asks for what the config's protocol version says: the same as no format.</summary>
    public const string TaskFormat = "task";

    /// <summary>Asks for the compact notice.</summary>
    public const string NoticeFormat = "notice";

    /// <summary>The media types that notifications of 1.0 may have.</summary>
    public const string A2AMediaType = "application/a2a+json", Json = "application/json";

    /// <summary>True when the body tells of more than the event alone.</summary>
    public static bool NeedsFold(PushConfig config) => config.Config.Format == NoticeFormat || config.ProtocolVersion == "0.3";

    /// <summary>What a config's receiver is told of an event; null when it is told nothing.</summary>
    /// <param name="config">Decides the form.</param>
    /// <param name="change">The event.</param>
    /// <param name="fold">The task after it, where the form needs it.</param>
    /// <exception cref="JsonException">The event cannot be read.</exception>
    /// <exception cref="InvalidDataException">The event cannot be read, or the log does not begin with the task.</exception>
    public static NotificationBody? From(PushConfig config, TaskEvent change, TaskFold fold)
    {
        if (!NeedsFold(config) && change.Before is not null)
        {
            return new(change.Json, A2AMediaType); // written here a moment ago
        }

        var content = change.Content; // what cannot be read here cannot be read there
        if (!NeedsFold(config))
        {
            return new(change.Json, A2AMediaType);
        }

        var task = fold.Task ?? throw new InvalidDataException("The log does not begin with the task.");
        if (config.Config.Format != NoticeFormat)
        {
            return new(TaskWithPlace(task), Json);
        }

        return content.ArtifactUpdate is not null ? null : new(Notice.From(task, fold.NewestArtifact, change.Sequence).ToBytes(), Json);
    }

    // Handlers in the field look for the members of 0.3's events, taskId and timestamp, in every notification. Readers of tasks
    // pass over members that they do not know.
    private static byte[] TaskWithPlace(AgentTask task)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(task.ToV03(), V03JsonContext.Wire.V03Task);
        var id = $",\"taskId\":\"{JsonEncodedText.Encode(task.Id)}\"";
        var time = task.Status.Timestamp is { } at
            ? $",\"timestamp\":{JsonSerializer.Serialize(at, V03JsonContext.Wire.DateTimeOffset)}"
            : "";
        return [.. json.AsSpan(..^1), .. Encoding.UTF8.GetBytes($"{id}{time}}}")];
    }
}
