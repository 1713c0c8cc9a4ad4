using A2A.Faults.Rig;

// Experiments measure how long recovery takes: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(ResultsTable))]
