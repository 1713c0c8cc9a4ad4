using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace A2A.Faults.Rig;

/// <summary>What a full run found, written to <c>docs/reliability.md</c> at its end.</summary>
public sealed partial class ResultsTable : IDisposable
{
    private const string Command = "A2A_FAULTS=full dotnet test --project tests/A2A.Faults";

    private static readonly ConcurrentQueue<(string Experiment, string Row)> Rows = new();
    private static string _redis = "unknown";

    internal static void Add(string experiment, string fault, Report report, string result)
    {
        var counts = $"{report.Events} | {report.Faults} | {report.Losses} | {report.Duplicates}";
        var longest = report.LongestRecovery.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        Rows.Enqueue((experiment, $"| {experiment} | {fault} | {counts} | {longest} s | {result} |"));
    }

    /// <summary>A row of an experiment whose events do not count.</summary>
    internal static void Add(string experiment, string fault, string result) =>
        Rows.Enqueue((experiment, $"| {experiment} | {fault} | | | | | | {result} |"));

    internal static void Saw(Version redis) => _redis = redis.ToString();

    public void Dispose()
    {
        if (!Run.IsFull || Rows.IsEmpty)
        {
            return;
        }

        var path = Path.Combine(Repository.Folder, "docs", "reliability.md");
        var ordered = Rows.OrderBy(row => int.Parse(Number().Match(row.Experiment).Value, CultureInfo.InvariantCulture))
            .ThenBy(row => row.Experiment);
        var table = $"""
            `{Command}` with `A2A_FAULTS_SEED={Run.Seed}`, {DateTime.UtcNow:yyyy-MM-dd}:
            .NET {Environment.Version}, Redis {_redis}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores.

            | experiment | what is done | events | faults | losses | duplicates | longest recovery | result |
            |---|---|---:|---:|---:|---:|---:|---|
            {string.Join('\n', ordered.Select(row => row.Row))}
            """;
        var results = $"<!-- results -->\n\n{table}\n\n<!-- end of results -->";
        File.WriteAllText(path, Between().Replace(File.ReadAllText(path), _ => results));
    }

    [GeneratedRegex("<!-- results -->.*<!-- end of results -->", RegexOptions.Singleline)]
    private static partial Regex Between();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
