namespace A2A.Bench.Scenarios;

internal static class FixedRate
{
    public static Figures Figures() => new("FixedRate", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
