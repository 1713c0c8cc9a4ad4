using System.Text.Json;

namespace A2A.Protocol.V03;

/// <summary>From the inner model to 0.3.</summary>
public static class ToV03Translation
{
    /// <summary>A task in 0.3.</summary>
    public static V03Task ToV03(this AgentTask task) => new()
    {
        Id = task.Id,
        ContextId = task.ContextId,
        Status = task.Status.ToV03(),
        Artifacts = task.Artifacts?.Select(ToV03).ToList(),
        History = task.History?.Select(ToV03).ToList(),
        Metadata = task.Metadata,
    };

    /// <summary>A status in 0.3.</summary>
    public static V03TaskStatus ToV03(this TaskStatus status) => new()
    {
        State = status.State.ToV03(),
        Message = status.Message?.ToV03(),
        Timestamp = status.Timestamp,
    };

    /// <summary>A message in 0.3.</summary>
    public static V03Message ToV03(this Message message) => new()
    {
        Role = message.Role == Role.Agent ? "agent" : "user",
        Parts = message.Parts.Select(ToV03).ToList(),
        MessageId = message.MessageId,
        ContextId = message.ContextId,
        TaskId = message.TaskId,
        Metadata = message.Metadata,
        Extensions = message.Extensions,
        ReferenceTaskIds = message.ReferenceTaskIds,
    };

    /// <summary>An artifact in 0.3.</summary>
    public static V03Artifact ToV03(this Artifact artifact) => new()
    {
        ArtifactId = artifact.ArtifactId,
        Name = artifact.Name,
        Description = artifact.Description,
        Parts = artifact.Parts.Select(ToV03).ToList(),
        Metadata = artifact.Metadata,
        Extensions = artifact.Extensions,
    };

    /// <summary>A status update in 0.3; it is the stream's last item when the state is terminal or interrupted.</summary>
    public static V03StatusUpdate ToV03(this TaskStatusUpdateEvent update) => new()
    {
        TaskId = update.TaskId,
        ContextId = update.ContextId,
        Status = update.Status.ToV03(),
        Final = update.Status.State.IsTerminal() || update.Status.State.IsInterrupted(),
        Metadata = update.Metadata,
    };

    /// <summary>An artifact update in 0.3.</summary>
    public static V03ArtifactUpdate ToV03(this TaskArtifactUpdateEvent update) => new()
    {
        TaskId = update.TaskId,
        ContextId = update.ContextId,
        Artifact = update.Artifact.ToV03(),
        Append = update.Append,
        LastChunk = update.LastChunk,
        Metadata = update.Metadata,
    };

    /// <summary>A request to send a message in 0.3, its push config where the specification puts it.</summary>
    public static V03MessageSendParams ToV03(this SendMessageRequest request) => new()
    {
        Message = request.Message.ToV03(),
        Metadata = request.Metadata,
        Configuration = request.Configuration is not { } configuration
            ? null
            : new V03SendConfiguration
            {
                AcceptedOutputModes = configuration.AcceptedOutputModes,
                HistoryLength = configuration.HistoryLength,
                PushNotificationConfig = configuration.TaskPushNotificationConfig?.ToV03().PushNotificationConfig,
                Blocking = !configuration.ReturnImmediately,
            },
    };

    /// <summary>A config in 0.3.</summary>
    public static V03TaskPushConfig ToV03(this TaskPushNotificationConfig config) => new()
    {
        TaskId = config.TaskId,
        PushNotificationConfig = new V03PushConfig
        {
            Id = config.Id,
            Url = config.Url,
            Token = config.Token,
            Secret = config.Secret,
            Format = config.Format,
            Authentication = config.Authentication is not { } authentication
                ? null
                : new V03Authentication { Schemes = [authentication.Scheme], Credentials = authentication.Credentials },
        },
    };

    /// <summary>A part in 0.3: raw bytes and URLs are files.</summary>
    public static V03Part ToV03(this Part part) => part switch
    {
        { Text: not null } => new V03Part { Kind = "text", Text = part.Text, Metadata = part.Metadata },
        { Data: not null } => new V03Part { Kind = "data", Data = AsObject(part.Data.Value), Metadata = part.Metadata },
        _ => new V03Part
        {
            Kind = "file",
            File = new V03File { Bytes = part.Raw, Uri = part.Url, MimeType = part.MediaType, Name = part.Filename },
            Metadata = part.Metadata,
        },
    };

    /// <summary>Data as 0.3 can have it: 1.0 allows any value, 0.3 an object only. Another value becomes <c>{"value":…}</c>.</summary>
    internal static JsonElement AsObject(JsonElement data) => data.ValueKind == JsonValueKind.Object
        ? data
        : JsonSerializer.SerializeToElement(
            new Dictionary<string, JsonElement> { ["value"] = data }, V03JsonContext.Wire.DictionaryStringJsonElement);
}
