using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>What the sample agents do again and again.</summary>
internal static class Steps
{
    /// <summary>A durable step that only takes time.</summary>
    public static Task WorkAsync(this TaskUpdater task, string step, Pace pace, TimeSpan duration, CancellationToken cancellationToken) =>
        task.StepAsync(step, token => pace.WorkAsync(duration, token), cancellationToken);

    /// <summary>
    /// Adds an artifact of one text. Making the text is a durable step, so that the times in it stay the same in a later run.
    /// </summary>
    /// <param name="name">The artifact's name, its id, and the step's name.</param>
    public static async Task AddTextAsync(this TaskUpdater task, string name, Func<string> text, CancellationToken cancellationToken)
    {
        var content = await task.StepAsync(name, _ => Task.FromResult(text()), cancellationToken);
        await task.AddArtifactAsync(new Artifact { ArtifactId = name, Name = name, Parts = [Part.Of(content)] }, cancellationToken);
    }
}
