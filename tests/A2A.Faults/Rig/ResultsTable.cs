using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit.v3;

namespace A2A.Faults.Rig;

/// <summary>What a full run found, written to <c>docs/reliability.md</c> at its end.</summary>
public sealed partial class ResultsTable : IDisposable
{
    private const string Command = "A2A_FAULTS=full dotnet test --project tests/A2A.Faults";

    private static readonly ConcurrentQueue<Row> Rows = new();
    private static readonly ConcurrentDictionary<string, string> Failures = new();
    private static string _redis = "unknown";

    internal static void Add(string experiment, string fault, Report report, string result)
    {
        var counts = $"{report.Events} | {report.Faults} | {report.Losses} | {report.Duplicates}";
        var longest = report.LongestRecovery.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        Rows.Enqueue(new(experiment, $"| {experiment} | {fault} | {counts} | {longest} s |", result, Test));
    }

    /// <summary>A row of an experiment whose events do not count.</summary>
    internal static void Add(string experiment, string fault, string result) =>
        Rows.Enqueue(new(experiment, $"| {experiment} | {fault} | | | | | |", result, Test));

    internal static void Saw(Version redis) => _redis = redis.ToString();

    /// <summary>A test ended, and not as it should: its rows say so. It has one even if it came to none.</summary>
    internal static void Failed(IXunitTest test, TestResult result)
    {
        Failures[test.UniqueID] = $"**{result.ToString().ToLowerInvariant()}**";
        if (Rows.All(row => row.Test != test.UniqueID))
        {
            Rows.Enqueue(new("–", $"| – | {test.TestDisplayName} | | | | | |", "", test.UniqueID));
        }
    }

    public void Dispose()
    {
        if (!Run.IsFull || Rows.IsEmpty || OwnNetwork.IsWithin)
        {
            return;
        }

        var path = Path.Combine(Repository.Folder, "docs", "reliability.md");
        var ordered = Rows.OrderBy(row => Number().Match(row.Experiment) is { Success: true } number
                ? int.Parse(number.Value, CultureInfo.InvariantCulture)
                : int.MaxValue)
            .ThenBy(row => row.Experiment);
        var table = $"""
            `{Command}` with `A2A_FAULTS_SEED={Run.Seed}`, {DateTime.UtcNow:yyyy-MM-dd}:
            .NET {Environment.Version}, Redis {_redis}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores.

            | experiment | what is done | events | faults | losses | duplicates | longest recovery | result |
            |---|---|---:|---:|---:|---:|---:|---|
            {string.Join('\n', ordered.Select(row => $"{row.Text} {Failures.GetValueOrDefault(row.Test, row.Result)} |"))}
            """;
        var results = $"<!-- results -->\n\n{table}\n\n<!-- end of results -->";
        File.WriteAllText(path, Between().Replace(File.ReadAllText(path), _ => results));
    }

    private static string Test => TestContext.Current.Test?.UniqueID ?? "";

    [GeneratedRegex("<!-- results -->.*<!-- end of results -->", RegexOptions.Singleline)]
    private static partial Regex Between();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    private sealed record Row(string Experiment, string Text, string Result, string Test);
}

/// <summary>Tells the table of tests that failed or were skipped.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TellsResultsAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.TestState?.Result is { } result && result != TestResult.Passed)
        {
            ResultsTable.Failed(test, result);
        }
    }
}
