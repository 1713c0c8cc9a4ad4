namespace A2A.SampleClient.Playing;

/// <summary>
/// Plays a scenario to its verdict. What the services do wrong is in the verdict, or an exception that the runner explains.
/// </summary>
internal delegate Task<Verdict> Story(Stage stage, CancellationToken cancellationToken);

/// <summary>A story that is played against the real services and judged at its end.</summary>
/// <param name="Name">Its command.</param>
/// <param name="Description">What it shows, in a line.</param>
/// <param name="Story">Plays it.</param>
/// <param name="Agent">The agent that it is for; null = the one at the agent's address itself.</param>
internal sealed record Scenario(string Name, string Description, Story Story, string? Agent = null);

/// <summary>Ends a scenario early, by a check that does not hold.</summary>
internal sealed class BrokenOffException(string claim, string problem) : Exception(problem)
{
    public Check Check { get; } = new(claim, problem);
}
