using A2A.SampleClient.Playing;
using Spectre.Console;

namespace A2A.SampleClient.Output;

/// <summary>What came of several scenarios, one in a row.</summary>
internal static class VerdictTable
{
    public static Table Of(IEnumerable<ScenarioReport> reports)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("scenario", "verdict", "duration", "reason");
        foreach (var report in reports)
        {
            var style = new Style(report.Passed ? Color.Green : Color.Red);
            table.AddRow(
                new Text(report.Scenario),
                new Text(report.Passed ? "passed" : "FAILED", style),
                new Text($"{report.Seconds:0.0} s"),
                new Text(report.Reason ?? ""));
        }

        return table;
    }
}
