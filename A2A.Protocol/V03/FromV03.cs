namespace A2A.Protocol.V03;

/// <summary>
/// From 0.3 to the inner model. Members that are missing get 1.0's defaults: whether they may be is the caller's to check.
/// </summary>
public static class FromV03Translation
{
    /// <summary>A task of 0.3.</summary>
    public static AgentTask ToModel(this V03Task task) => new()
    {
        Id = task.Id ?? "",
        ContextId = task.ContextId ?? "",
        Status = task.Status?.ToModel() ?? new TaskStatus(),
        Artifacts = task.Artifacts?.Select(ToModel).ToList(),
        History = task.History?.Select(ToModel).ToList(),
        Metadata = task.Metadata,
    };

    /// <summary>A status of 0.3.</summary>
    public static TaskStatus ToModel(this V03TaskStatus status) => new()
    {
        State = V03TaskState.FromV03(status.State),
        Message = status.Message?.ToModel(),
        Timestamp = status.Timestamp,
    };

    /// <summary>A message of 0.3.</summary>
    public static Message ToModel(this V03Message message) => new()
    {
        MessageId = message.MessageId ?? "",
        ContextId = message.ContextId,
        TaskId = message.TaskId,
        Role = message.Role switch { "user" => Role.User, "agent" => Role.Agent, _ => Role.Unspecified },
        Parts = ToModel(message.Parts),
        Metadata = message.Metadata,
        Extensions = message.Extensions,
        ReferenceTaskIds = message.ReferenceTaskIds,
    };

    /// <summary>An artifact of 0.3.</summary>
    public static Artifact ToModel(this V03Artifact artifact) => new()
    {
        ArtifactId = artifact.ArtifactId ?? "",
        Name = artifact.Name,
        Description = artifact.Description,
        Parts = ToModel(artifact.Parts),
        Metadata = artifact.Metadata,
        Extensions = artifact.Extensions,
    };

    /// <summary>A status update of 0.3.</summary>
    public static TaskStatusUpdateEvent ToModel(this V03StatusUpdate update) => new()
    {
        TaskId = update.TaskId ?? "",
        ContextId = update.ContextId ?? "",
        Status = update.Status?.ToModel() ?? new TaskStatus(),
        Metadata = update.Metadata,
    };

    /// <summary>An artifact update of 0.3.</summary>
    public static TaskArtifactUpdateEvent ToModel(this V03ArtifactUpdate update) => new()
    {
        TaskId = update.TaskId ?? "",
        ContextId = update.ContextId ?? "",
        Artifact = update.Artifact?.ToModel() ?? new Artifact(),
        Append = update.Append,
        LastChunk = update.LastChunk,
        Metadata = update.Metadata,
    };

    /// <summary>A request to send a message, its push config taken from whichever place the client put it.</summary>
    public static SendMessageRequest ToModel(this V03MessageSendParams request)
    {
        var push = request.Configuration?.PushNotificationConfig ?? request.PushNotificationConfig ?? request.PushNotification;
        return new()
        {
            Message = request.Message?.ToModel() ?? new Message(),
            Metadata = request.Metadata,
            Configuration = new()
            {
                AcceptedOutputModes = request.Configuration?.AcceptedOutputModes,
                HistoryLength = request.Configuration?.HistoryLength,
                TaskPushNotificationConfig = push?.ToModel(taskId: null),
                ReturnImmediately = request.Configuration?.ReturnImmediately ?? !request.Configuration?.Blocking,
            },
        };
    }

    /// <summary>A config of 0.3, nested or flat.</summary>
    public static TaskPushNotificationConfig ToModel(this V03SetPushConfigParams request)
    {
        var flat = new V03PushConfig
        {
            Id = request.Id,
            Url = request.Url,
            Token = request.Token,
            Authentication = request.Authentication,
            Secret = request.Secret,
            Format = request.Format,
        };
        var config = (request.PushNotificationConfig ?? request.Config?.PushNotificationConfig ?? flat).ToModel(request.TaskId);
        return config with { Id = request.ConfigIds.FirstOrDefault() ?? config.Id };
    }

    /// <summary>A config of 0.3.</summary>
    public static TaskPushNotificationConfig ToModel(this V03PushConfig config, string? taskId) => new()
    {
        Id = config.Id,
        TaskId = taskId,
        Url = config.Url ?? "",
        Token = config.Token,
        Secret = config.Secret,
        Format = config.Format,
        Authentication = config.Authentication is not { } authentication
            ? null
            : new AuthenticationInfo
            {
                Scheme = authentication.Scheme ?? (authentication.Schemes is [var first, ..] ? first : ""),
                Credentials = authentication.Credentials,
            },
    };

    private static List<Part> ToModel(IReadOnlyList<V03Part?>? parts) =>
        parts?.Select(part => part is null ? new Part() : ToModel(part)).ToList() ?? [];

    private static Part ToModel(V03Part part) => new()
    {
        Text = part.Text,
        Raw = part.File?.Bytes,
        Url = part.File?.Uri,
        Data = part.Data,
        Metadata = part.Metadata,
        Filename = part.File?.Name,
        MediaType = part.File?.MimeType,
    };
}
