using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol.V03.Proto;

/// <summary>Between the inner model and 0.3's ProtoJSON.</summary>
public static class V03ProtoTranslation
{
    /// <summary>A request to send a message.</summary>
    public static SendMessageRequest ToModel(this V03ProtoSendRequest request) => new()
    {
        Message = (request.Message ?? request.Request)?.ToModel() ?? new Message(),
        Metadata = request.Metadata,
        Configuration = new()
        {
            AcceptedOutputModes = request.Configuration?.AcceptedOutputModes,
            HistoryLength = request.Configuration?.HistoryLength,
            TaskPushNotificationConfig = request.Configuration?.PushNotification?.ToModel(taskId: null),
            // ProtoJSON does not send false: a configuration without it means that the caller does not want to wait.
            ReturnImmediately = request.Configuration is { } configuration ? configuration.Blocking is not true : null,
        },
    };

    /// <summary>A task.</summary>
    public static V03ProtoTask ToV03Proto(this AgentTask task) => new()
    {
        Id = task.Id,
        ContextId = task.ContextId,
        Status = task.Status.ToV03Proto(),
        Artifacts = task.Artifacts?.Select(ToV03Proto).ToList(),
        History = task.History?.Select(ToV03Proto).ToList(),
        Metadata = task.Metadata,
    };

    /// <summary>An item of a stream.</summary>
    public static V03ProtoStreamResponse ToV03Proto(this StreamResponse item) => new()
    {
        Task = item.Task?.ToV03Proto(),
        Message = item.Message?.ToV03Proto(),
        StatusUpdate = item.StatusUpdate?.ToV03Proto(),
        ArtifactUpdate = item.ArtifactUpdate?.ToV03Proto(),
    };

    /// <summary>A config.</summary>
    public static V03ProtoTaskPushConfig ToV03Proto(this TaskPushNotificationConfig config) => new()
    {
        Name = $"tasks/{config.TaskId}/pushNotificationConfigs/{config.Id}",
        PushNotificationConfig = config.ToV03().PushNotificationConfig,
    };

    /// <summary>A task, as an agent of 0.3 writes it.</summary>
    internal static AgentTask ToModel(this V03ProtoTask task) => new()
    {
        Id = task.Id ?? "",
        ContextId = task.ContextId ?? "",
        Status = task.Status?.ToModel() ?? new TaskStatus(),
        Artifacts = task.Artifacts?.Select(ToModel).ToList(),
        History = task.History?.Select(ToModel).ToList(),
        Metadata = task.Metadata,
    };

    /// <summary>The answer to a message, or an item of a stream, as an agent of 0.3 writes it.</summary>
    internal static StreamResponse ToModel(this V03ProtoStreamResponse item) => new()
    {
        Task = item.Task?.ToModel(),
        Message = item.Message?.ToModel(),
        StatusUpdate = item.StatusUpdate is not { } update ? null : new()
        {
            TaskId = update.TaskId ?? "",
            ContextId = update.ContextId ?? "",
            Status = update.Status?.ToModel() ?? new TaskStatus(),
            Metadata = update.Metadata,
        },
        ArtifactUpdate = item.ArtifactUpdate is not { } growth ? null : new()
        {
            TaskId = growth.TaskId ?? "",
            ContextId = growth.ContextId ?? "",
            Artifact = growth.Artifact?.ToModel() ?? new Artifact(),
            Append = growth.Append,
            LastChunk = growth.LastChunk,
            Metadata = growth.Metadata,
        },
    };

    private static TaskStatus ToModel(this V03ProtoStatus status) => new()
    {
        State = V03ProtoState.ToModel(status.State),
        Message = status.Message?.ToModel(),
        Timestamp = status.Timestamp,
    };

    private static Artifact ToModel(this V03ProtoArtifact artifact) => new()
    {
        ArtifactId = artifact.ArtifactId ?? "",
        Name = artifact.Name,
        Description = artifact.Description,
        Parts = ToModel(artifact.Parts),
        Metadata = artifact.Metadata,
        Extensions = artifact.Extensions,
    };

    private static Message ToModel(this V03ProtoMessage message) => new()
    {
        MessageId = message.MessageId ?? "",
        ContextId = message.ContextId,
        TaskId = message.TaskId,
        Role = message.Role,
        Parts = ToModel(message.Content),
        Metadata = message.Metadata,
        Extensions = message.Extensions,
    };

    private static List<Part> ToModel(IReadOnlyList<V03ProtoPart?>? parts) =>
        parts?.Select(part => part is null ? new Part() : ToModel(part)).ToList() ?? [];

    private static Part ToModel(V03ProtoPart part) => new()
    {
        Text = part.Text,
        Raw = part.File?.FileWithBytes,
        Url = part.File?.FileWithUri,
        Data = part.Data?.Data,
        Metadata = part.Metadata,
        Filename = part.File?.Name,
        MediaType = part.File?.MimeType,
    };

    private static V03ProtoStatus ToV03Proto(this TaskStatus status) => new()
    {
        State = V03ProtoState.NameOf(status.State),
        Message = status.Message?.ToV03Proto(),
        Timestamp = status.Timestamp,
    };

    private static V03ProtoMessage ToV03Proto(this Message message) => new()
    {
        MessageId = message.MessageId,
        ContextId = message.ContextId,
        TaskId = message.TaskId,
        Role = message.Role,
        Content = message.Parts.Select(ToV03Proto).ToList(),
        Metadata = message.Metadata,
        Extensions = message.Extensions,
    };

    private static V03ProtoPart ToV03Proto(Part part) => part switch
    {
        { Text: not null } => new V03ProtoPart { Text = part.Text, Metadata = part.Metadata },
        { Data: not null } => new V03ProtoPart
        {
            Data = new V03ProtoData { Data = ToV03Translation.AsObject(part.Data.Value) },
            Metadata = part.Metadata,
        },
        _ => new V03ProtoPart
        {
            File = new V03ProtoFile { FileWithBytes = part.Raw, FileWithUri = part.Url, MimeType = part.MediaType, Name = part.Filename },
            Metadata = part.Metadata,
        },
    };

    private static V03ProtoArtifact ToV03Proto(this Artifact artifact) => new()
    {
        ArtifactId = artifact.ArtifactId,
        Name = artifact.Name,
        Description = artifact.Description,
        Parts = artifact.Parts.Select(ToV03Proto).ToList(),
        Metadata = artifact.Metadata,
        Extensions = artifact.Extensions,
    };

    private static V03ProtoStatusUpdate ToV03Proto(this TaskStatusUpdateEvent update) => new()
    {
        TaskId = update.TaskId,
        ContextId = update.ContextId,
        Status = update.Status.ToV03Proto(),
        Final = update.Status.State.IsTerminal() || update.Status.State.IsInterrupted(),
        Metadata = update.Metadata,
    };

    private static V03ProtoArtifactUpdate ToV03Proto(this TaskArtifactUpdateEvent update) => new()
    {
        TaskId = update.TaskId,
        ContextId = update.ContextId,
        Artifact = update.Artifact.ToV03Proto(),
        Append = update.Append,
        LastChunk = update.LastChunk,
        Metadata = update.Metadata,
    };
}
