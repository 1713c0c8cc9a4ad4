namespace A2A.Bench.Scenarios;

internal static class TwoReplicas
{
    public static Figures Figures() => new("TwoReplicas", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
