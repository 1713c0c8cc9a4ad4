using A2A.AgentApi.Agents.Samples;
using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Agents;

/// <summary>Wherever a run breaks off, the next one says the rest and nothing twice.</summary>
public sealed class ReplayTests
{
    private static readonly Pace Pace = new(Options.Create(new SampleOptions { Pace = 0.0001 }), TimeProvider.System);

    public static TheoryData<string, string> Agents => new()
    {
        { "long-running", "train a model" },
        { "long-running", "be quick" },
        { "report", "Q1" },
        { "enterprise", "secure" },
        { "enterprise", "file" },
        { "enterprise", "batch" },
        { "enterprise", "hello" },
    };

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_run_that_breaks_off_anywhere_is_completed_by_the_next(string agent, string text)
    {
        var whole = new Recording();
        await RunAsync(agent, text, whole, hasWebhook: true);

        for (var kept = 0; kept <= whole.Entries.Count; kept++)
        {
            var resumed = new Recording(whole.Entries.Take(kept));
            await RunAsync(agent, text, resumed, hasWebhook: kept == 0); // the webhook may be gone by then

            resumed.Said.Select(WithoutTime).ShouldBe(whole.Said.Select(WithoutTime));
            resumed.StepNames.ShouldBe(whole.StepNames);
        }
    }

    private static Task RunAsync(string agent, string text, Recording recording, bool hasWebhook)
    {
        IAgent[] agents = [new LongRunningAgent(Pace), new ReportAgent(Pace), new EnterpriseAgent(Pace, Options.Create(new PushOptions { Challenge = ChallengePolicy.Echo }))];
        var updater = new TaskUpdater(recording, recording.ToRun(agent, text, hasWebhook), TimeProvider.System, span: null);
        return agents.Single(candidate => candidate.Name == agent).ExecuteAsync(updater, TestContext.Current.CancellationToken);
    }

    // "Completed at: 2026-11-21T08:38:32.582Z"
    private static string WithoutTime(string said) =>
        string.Join('\n', said.Split('\n').Where(line => !line.StartsWith("Completed", StringComparison.Ordinal) && !line.StartsWith("Processing Time", StringComparison.Ordinal)));
}
