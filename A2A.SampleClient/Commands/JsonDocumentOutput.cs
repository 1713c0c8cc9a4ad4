using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Commands;

/// <summary>The program's output where it is for a JSON document.</summary>
internal sealed class JsonDocumentOutput(TextWriter output)
{
    /// <summary>Writes the report if it is asked for, and gives its exit code.</summary>
    public int End(ScenarioReport report, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(report.ToJson());
        }

        return report.Passed ? CommandLine.Passed : CommandLine.Failed;
    }
}
