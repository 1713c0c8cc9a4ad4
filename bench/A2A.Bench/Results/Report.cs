using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace A2A.Bench.Results;

/// <summary>A run as Markdown.</summary>
internal static class Report
{
    private const int MostFaults = 10;

    public static string Of(BenchOptions options, IReadOnlyList<Figures> scenarios, Faults faults, string redisVersion, TimeSpan took)
    {
        var text = new StringBuilder();
        text.AppendLine("# Performance");
        text.AppendLine();
        text.AppendLine("""
            Written by `dotnet run -c Release --project bench/A2A.Bench`; [bench/README.md](../bench/README.md) says how it measures.
            Figures are the median of the rounds, with the smallest and the largest in brackets. Absolute figures describe the
            machine as much as the code: compare the ratios, whose two sides were measured in turn in the same run.

            """);
        text.AppendLine(Invariant($"""
            Machine: {Processor()}, {Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}),
            {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, Redis {redisVersion}. Load, servers and Redis
            share the cores, over loopback. {options.Rounds} rounds, {options.Seconds} s a measurement, {took.TotalMinutes:0} minutes in
            all, on {DateTime.UtcNow:yyyy-MM-dd}.
            """));
        foreach (var setting in options.Settings)
        {
            text.AppendLine(Invariant($"Replicas with `{setting.Key}={setting.Value}`."));
        }

        text.AppendLine();
        text.AppendLine("""
            What it is not: there is no network, no TLS, no failure, no large message, and one Redis without a replica of its own.
            `a2a-js` keeps its tasks in memory and loses them with its process.

            """);
        WriteRatios(scenarios, text);
        foreach (var scenario in scenarios)
        {
            Write(scenario, text);
        }

        WriteFaults(faults, text);
        return text.ToString();
    }

    private static void WriteRatios(IReadOnlyList<Figures> scenarios, StringBuilder text)
    {
        if (scenarios.All(scenario => scenario.Ratios.Count == 0))
        {
            return;
        }

        text.AppendLine("## Ratios");
        text.AppendLine();
        text.AppendLine("| scenario | ratio | median (min–max) |");
        text.AppendLine("|---|---|---:|");
        foreach (var (scenario, ratio) in scenarios.SelectMany(scenario => scenario.Ratios.Select(ratio => (scenario, ratio))))
        {
            text.AppendLine(Invariant($"| {scenario.Id} | {ratio.Name} | {Spread(ratio.Values)} |"));
        }

        text.AppendLine();
    }

    private static void Write(Figures scenario, StringBuilder text)
    {
        text.AppendLine(Invariant($"## {scenario.Id} {scenario.Title}"));
        text.AppendLine();
        text.AppendLine(scenario.About);
        text.AppendLine();
        if (scenario.Rows.Count > 0)
        {
            text.AppendLine(Invariant($"| | {string.Join(" | ", scenario.Columns)} |"));
            text.AppendLine(Invariant($"|---|{string.Concat(scenario.Columns.Select(_ => "---:|"))}"));
            foreach (var row in scenario.Rows)
            {
                var cells = scenario.Columns.Select(column => Spread(scenario.Of(row, column)));
                text.AppendLine(Invariant($"| {row} | {string.Join(" | ", cells)} |"));
            }

            text.AppendLine();
        }

        foreach (var note in scenario.Notes)
        {
            text.AppendLine(note);
            text.AppendLine();
        }
    }

    private static void WriteFaults(Faults faults, StringBuilder text)
    {
        text.AppendLine("## Faults");
        text.AppendLine();
        text.AppendLine(faults.Count == 0
            ? "None: nothing was refused, lost, missing, repeated or out of order."
            : Invariant($"{faults.Count}. A run with faults measures something else than it says."));
        foreach (var fault in faults.Texts.Take(MostFaults))
        {
            text.AppendLine(Invariant($"- {fault}"));
        }
    }

    private static string Spread(IReadOnlyList<double> values) => values.Count switch
    {
        0 => "–",
        1 => Number(values[0]),
        _ => $"{Number(Median(values))} ({Number(values.Min())}–{Number(values.Max())})",
    };

    private static double Median(IReadOnlyList<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }

    // Three digits that count.
    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 99.95 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 9.995 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        IEnumerable<string> lines = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo) : [];
        var model = lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return model?.Split(':')[1].Trim() ?? "unknown processor";
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
