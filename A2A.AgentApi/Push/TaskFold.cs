using System.Text.Json;
using A2A.AgentApi.Tasks;
using A2A.Protocol;

namespace A2A.AgentApi.Push;

/// <summary>A task as it was at one place of its log, brought forward event by event.</summary>
internal sealed class TaskFold
{
    private string? _newestArtifact;

    /// <summary>Null before the first event.</summary>
    public AgentTask? Task { get; private set; }

    /// <summary>The artifact that came or grew last.</summary>
    public Artifact? NewestArtifact => Task?.Artifacts?.FirstOrDefault(artifact => artifact.ArtifactId == _newestArtifact);

    /// <summary>Takes the next event in. One that cannot be read changes nothing: it is buried when its turn comes.</summary>
    public void Apply(TaskEvent change)
    {
        try
        {
            Task = TaskProjection.Apply(Task, change.Content);
            _newestArtifact = change.Content.ArtifactUpdate?.Artifact.ArtifactId ?? _newestArtifact;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            // See above.
        }
    }
}
