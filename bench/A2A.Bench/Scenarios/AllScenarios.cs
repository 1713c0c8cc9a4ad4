namespace A2A.Bench.Scenarios;

internal static class AllScenarios
{
    private static readonly IReadOnlyList<(Func<Figures> Figures, Func<BenchRun, Figures, Task> RunAsync)> All =
    [
        (Sends.Figures, Sends.RunAsync),
        (Webhooks.Figures, Webhooks.RunAsync),
        (FixedRate.Figures, FixedRate.RunAsync),
        (Streams.Figures, Streams.RunAsync),
        (Growth.Figures, Growth.RunAsync),
        (Memory.Figures, Memory.RunAsync),
        (StartUp.Figures, StartUp.RunAsync),
        (TwoReplicas.Figures, TwoReplicas.RunAsync),
        (Budget.Figures, Budget.RunAsync),
    ];

    /// <summary>Those that were asked for, in their order.</summary>
    public static IEnumerable<(Figures Figures, Func<BenchRun, Figures, Task> RunAsync)> Of(BenchOptions options)
    {
        var wanted = options.Only.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return All.Select(scenario => (Figures: scenario.Figures(), scenario.RunAsync))
            .Where(scenario => wanted.Length == 0 || wanted.Contains(scenario.Figures.Id));
    }
}
