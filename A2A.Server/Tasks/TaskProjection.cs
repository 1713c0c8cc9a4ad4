using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>A task is the fold of its events; this is the fold's step.</summary>
internal static class TaskProjection
{
    /// <summary>The task after the event. A first event must hold the whole task.</summary>
    public static AgentTask Apply(AgentTask? task, StreamResponse change) => change switch
    {
        { Task: { } whole } => whole,
        _ when task is null => throw new InvalidDataException("A log must begin with the task."),
        { StatusUpdate: { } update } => WithStatus(task, update.Status),
        { ArtifactUpdate: { } update } => task with { Artifacts = Put(task.Artifacts ?? [], Merge(Find(task, update), update)) },
        _ => task,
    };

    /// <summary>The artifact after the update: its parts go after those there are, or replace them.</summary>
    public static Artifact Merge(Artifact? present, TaskArtifactUpdateEvent update) =>
        update.Append && present is not null
            ? present with { Parts = [.. present.Parts, .. update.Artifact.Parts] }
            : update.Artifact;

    private static Artifact? Find(AgentTask task, TaskArtifactUpdateEvent update) =>
        task.Artifacts?.FirstOrDefault(artifact => artifact.ArtifactId == update.Artifact.ArtifactId);

    /// <summary>The status as the task keeps it: what its caller says is history at once, and no word of the agent.</summary>
    public static Protocol.TaskStatus Kept(Protocol.TaskStatus status) => IsHeard(status) ? status with { Message = null } : status;

    // What the agent said last becomes history when something new is said.
    private static AgentTask WithStatus(AgentTask task, Protocol.TaskStatus status)
    {
        List<Message> passed = [];
        if (task.Status.Message is { } said)
        {
            passed.Add(said);
        }

        if (IsHeard(status))
        {
            passed.Add(status.Message!); // heard, so it is there
        }

        return task with { Status = Kept(status), History = passed.Count == 0 ? task.History : [.. task.History ?? [], .. passed] };
    }

    private static bool IsHeard(Protocol.TaskStatus status) => status.Message?.Role == Role.User;

    private static List<Artifact> Put(IReadOnlyList<Artifact> artifacts, Artifact artifact)
    {
        var all = artifacts.ToList();
        var place = all.FindIndex(candidate => candidate.ArtifactId == artifact.ArtifactId);
        if (place < 0)
        {
            all.Add(artifact);
        }
        else
        {
            all[place] = artifact;
        }

        return all;
    }
}
