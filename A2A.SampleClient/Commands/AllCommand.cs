using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;
using A2A.SampleClient.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>Plays every scenario, all at once, and shows what came of each in a table.</summary>
/// <remarks>
/// The lines of a scenario are shown together when it has ended; on a terminal, where bars show how each goes on, only those of a
/// scenario that failed.
/// </remarks>
internal sealed class AllCommand(HostedRun run, IAnsiConsole console, Screen screen, JsonDocumentOutput output)
    : AsyncCommand<ScenarioOptions>
{
    public const string Name = "all";

    private readonly Lock _oneAtATime = new();

    public override Task<int> ExecuteAsync(CommandContext context, ScenarioOptions settings, CancellationToken cancellationToken) =>
        run.RunAsync(settings, (services, stopping) => PlayAsync(settings, services, stopping), cancellationToken);

    private async Task<int> PlayAsync(ScenarioOptions settings, IServiceProvider services, CancellationToken stopping)
    {
        var (runner, time) = (services.GetRequiredService<ScenarioRunner>(), services.GetRequiredService<TimeProvider>());
        var log = new RunLog(time);
        screen.Say($"Playing {ScenarioList.All.Count} scenarios at once: {string.Join(", ", ScenarioList.All.Select(each => each.Name))}");
        var reports = await console.WithBarsAsync(
            ScenarioList.All.Select(scenario => scenario.Name),
            bars => Task.WhenAll(ScenarioList.All.Select(scenario => PlayAsync(scenario, runner, bars(scenario.Name), stopping))));
        log.Mark(ScenarioReport.Total);

        console.Write(VerdictTable.Of(reports));
        var report = ReportOf(reports, log);
        screen.ShowVerdict(report);
        await services.GetRequiredService<OpenTasks>().SettleAsync(report.OpenTasks, stopping);
        return output.End(report, settings.Json);
    }

    private async Task<ScenarioReport> PlayAsync(Scenario scenario, ScenarioRunner runner, TaskBar? bar, CancellationToken stopping)
    {
        var lines = new StringWriter();
        var page = new Screen(ScreenExtensions.On(lines), bar);
        var report = await runner.RunAsync(scenario, page, stopping);
        page.Show(report);
        if (bar is null || !report.Passed)
        {
            lock (_oneAtATime)
            {
                screen.Say("");
                screen.Say($"== {scenario.Name}: {scenario.Description}");
                foreach (var line in lines.ToString().TrimEnd().Split('\n'))
                {
                    screen.Say(line.TrimEnd());
                }
            }
        }

        return report;
    }

    private static ScenarioReport ReportOf(IReadOnlyList<ScenarioReport> reports, RunLog log)
    {
        var checks = reports.Select(each => new Check($"{each.Scenario} passes", each.Passed ? null : $"{each.Scenario}: {each.Reason}"));
        return new ScenarioReport(Name, Verdict.Of([.. checks]), log.Durations)
        {
            Scenarios = reports,
            OpenTasks = [.. reports.SelectMany(each => each.OpenTasks)],
        };
    }
}
