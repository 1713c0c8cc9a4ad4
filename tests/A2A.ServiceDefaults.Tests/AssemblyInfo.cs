// Listeners for spans hear the whole process, so one service at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
