using A2A.Faults.Experiments;
using A2A.Faults.Rig;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(ResultsTable))]

namespace A2A.Faults.Experiments;

/// <summary>Experiments that measure how long recovery takes: one at a time, when all others are over.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
