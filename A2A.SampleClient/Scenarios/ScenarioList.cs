using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>Every scenario, in the order of the help and of <c>all</c>.</summary>
internal static class ScenarioList
{
    private const string Report = "report";
    private const string Enterprise = "enterprise";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("quick", "Wait for a quick task: one call, and its answer is the result", QuickScenario.PlayAsync),
        new("long", "Start a long task, get its id at once, and its result when the webhook says so", LongScenario.PlayAsync),
        new("disconnect", "Start a long task, hang up, and let the webhooks tell how it went", DisconnectScenario.PlayAsync),
        new("stream", "Lose a stream in the middle and take it up again: no event is missing, none comes twice", StreamScenario.PlayAsync),
        new("report", "Have a report written, and learn of it by a webhook and by asking", ReportScenario.PlayAsync, Report),
        new("secure", "A task with a checked webhook and signed tokens", SecureScenario.PlayAsync, Enterprise),
        new("files", "A task with five results", FilesScenario.PlayAsync, Enterprise),
        new("batch", "A task that tells its progress in batches", BatchScenario.PlayAsync, Enterprise),
        new("standard", "A short task of the same agent", StandardScenario.PlayAsync, Enterprise),
        new("polling", "Ask for a task again and again, with pauses that grow", PollingScenario.PlayAsync),
        new("adaptive", "A webhook where the agent sends them, else a stream or polling", AdaptiveScenario.PlayAsync),
        new("timeout", "Cancel a task that takes too long", TimeoutScenario.PlayAsync),
        new("input", "Answer the question that an agent asks", InputScenario.PlayAsync, Report),
        new("manual", "The request of the tutorial's curl, byte by byte", ManualScenario.PlayAsync),
    ];

    /// <summary>What is played when no command is named.</summary>
    public static Scenario Default { get; } = All.Single(scenario => scenario.Story == DisconnectScenario.PlayAsync);
}
