using System.Text.Json;
using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>A task as it was at one place of its log.</summary>
/// <param name="Place">The last event that is in it.</param>
/// <param name="Task">Null before the first event.</param>
/// <param name="NewestArtifactId">The artifact that came or grew last; null when there is none.</param>
/// <param name="Bytes">How many bytes of the log are in it.</param>
internal sealed record TaskFold(EventCursor Place, AgentTask? Task, string? NewestArtifactId, long Bytes)
{
    /// <summary>Before the first event.</summary>
    public static TaskFold Empty { get; } = new(EventCursor.Start, null, null, 0);

    /// <summary>The artifact that came or grew last.</summary>
    public Artifact? NewestArtifact => Task?.Artifacts?.FirstOrDefault(artifact => artifact.ArtifactId == NewestArtifactId);

    /// <summary>The task after the next event. One that cannot be read changes nothing: it is buried when its turn comes.</summary>
    public TaskFold With(TaskEvent change)
    {
        var bytes = Bytes + change.Json.Length;
        try
        {
            var newest = change.Content.ArtifactUpdate?.Artifact.ArtifactId ?? NewestArtifactId;
            return new(change.Cursor, TaskProjection.Apply(Task, change.Content), newest, bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return this with { Place = change.Cursor, Bytes = bytes };
        }
    }
}
