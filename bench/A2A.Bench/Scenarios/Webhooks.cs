namespace A2A.Bench.Scenarios;

internal static class Webhooks
{
    public static Figures Figures() => new("Webhooks", "", "");

    public static Task RunAsync(BenchRun run, Figures figures) => Task.CompletedTask;
}
