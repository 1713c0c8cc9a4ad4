namespace A2A.Bench.Scenarios;

internal static class Memory
{
    public static Figures Figures() => new("Memory", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
