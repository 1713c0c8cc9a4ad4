using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>Events as agents write them.</summary>
internal static class Change
{
    public static TaskAppend Status(TaskRun run, long sequence, TaskState state, string? text = null) => new(
        sequence,
        new StreamResponse
        {
            StatusUpdate = new TaskStatusUpdateEvent
            {
                TaskId = run.Task.Id.Value,
                ContextId = run.Task.Task.ContextId,
                Status = new Protocol.TaskStatus
                {
                    State = state,
                    Message = text is null ? null : new Message { MessageId = $"m{sequence}", Role = Role.Agent, Parts = [Part.Of(text)] },
                },
            },
        },
        Artifact: null,
        TraceParent: null);

    public static TaskAppend Artifact(TaskRun run, long sequence, Artifact artifact) => new(
        sequence,
        new StreamResponse
        {
            ArtifactUpdate = new TaskArtifactUpdateEvent
            {
                TaskId = run.Task.Id.Value,
                ContextId = run.Task.Task.ContextId,
                Artifact = artifact,
                LastChunk = true,
            },
        },
        artifact,
        TraceParent: null);
}
