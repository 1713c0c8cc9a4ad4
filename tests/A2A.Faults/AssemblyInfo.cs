using A2A.Faults.Rig;

// A short experiment leaves half of two cores idle. In the full form one runs at a time: see Experiment.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(ResultsTable))]
