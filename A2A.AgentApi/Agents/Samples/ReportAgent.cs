using System.Text.RegularExpressions;
using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Gathers, writes, and gives a report: two steps of two seconds. A message that names no quarter is asked back.</summary>
internal sealed partial class ReportAgent(Pace pace) : IAgent
{
    private static readonly TimeSpan StepTime = TimeSpan.FromSeconds(2);

    public string Name => "report";

    public AgentCard Card { get; } = new()
    {
        Name = "Report Generator",
        Description = "Generates reports with push notification support.",
        Version = "0.1.0",
        Capabilities = new() { Streaming = true, PushNotifications = true },
        DefaultInputModes = ["text/plain"],
        DefaultOutputModes = ["text/plain"],
        Skills =
        [
            new AgentSkill
            {
                Id = "report",
                Name = "Quarterly report",
                Description = "Gathers the figures of a quarter and writes the report (sample figures);"
                    + " asks which quarter when none is named",
                Tags = ["report", "push-notifications"],
                Examples = ["Generate the Q1 report", "Generate a report"],
            },
        ],
    };

    public async Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        var quarter = Quarter().Match(task.Message.Text);
        if (!quarter.Success)
        {
            await task.RequireInputAsync("Which quarter: Q1, Q2, Q3 or Q4?", cancellationToken);
            return;
        }

        await task.WorkingAsync("Gathering data...", cancellationToken);
        await task.WorkAsync("gather", pace, StepTime, cancellationToken);
        await task.WorkingAsync("Generating report...", cancellationToken);
        await task.WorkAsync("write", pace, StepTime, cancellationToken);
        await task.CompleteAsync($"Report: {quarter.Value.ToUpperInvariant()} revenue was 4.2M, up 15% YoY.", cancellationToken);
    }

    [GeneratedRegex(@"\bQ[1-4]\b", RegexOptions.IgnoreCase)]
    private static partial Regex Quarter();
}
