namespace A2A.Bench.Scenarios;

internal static class Growth
{
    public static Figures Figures() => new("Growth", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
