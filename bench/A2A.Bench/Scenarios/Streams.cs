namespace A2A.Bench.Scenarios;

internal static class Streams
{
    public static Figures Figures() => new("Streams", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
