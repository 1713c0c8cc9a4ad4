namespace A2A.Bench.Scenarios;

internal static class StartUp
{
    public static Figures Figures() => new("StartUp", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
