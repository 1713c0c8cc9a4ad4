namespace A2A.SampleClient.Scenarios;

/// <summary>A story that is played against the real services and judged at its end.</summary>
internal interface IScenario
{
    /// <summary>Plays it. What the services do wrong is in the verdict, never an exception.</summary>
    Task<Verdict> RunAsync(CancellationToken cancellationToken);
}
