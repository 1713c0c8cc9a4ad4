using A2A.Faults.Rig;

// See Turn.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(ResultsTable))]
[assembly: TellsResults]
