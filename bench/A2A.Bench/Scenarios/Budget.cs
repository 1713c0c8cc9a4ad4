namespace A2A.Bench.Scenarios;

internal static class Budget
{
    public static Figures Figures() => new("Budget", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
