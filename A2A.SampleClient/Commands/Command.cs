using A2A.SampleClient.Scenarios;

namespace A2A.SampleClient.Commands;

/// <summary>Something that a person can ask of this program.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Scenario">The registered type that does it.</param>
internal sealed record Command(string Name, string Summary, Type Scenario)
{
    /// <summary>A command that runs the scenario.</summary>
    public static Command For<TScenario>(string name, string summary)
        where TScenario : IScenario => new(name, summary, typeof(TScenario));
}
