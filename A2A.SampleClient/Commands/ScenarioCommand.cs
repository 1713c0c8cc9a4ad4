using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>Plays the scenario that is the command's data, and makes its verdict the exit code.</summary>
internal sealed class ScenarioCommand(HostedRun run, IAnsiConsole console, Screen screen, JsonDocumentOutput output)
    : AsyncCommand<ScenarioOptions>
{
    public override Task<int> ExecuteAsync(CommandContext context, ScenarioOptions settings, CancellationToken cancellationToken) =>
        run.RunAsync(settings, (services, stopping) => PlayAsync((Scenario)context.Data!, settings, services, stopping), cancellationToken);

    private async Task<int> PlayAsync(
        Scenario scenario, ScenarioOptions settings, IServiceProvider services, CancellationToken stopping)
    {
        var runner = services.GetRequiredService<ScenarioRunner>();
        var report = await console.WithBarsAsync(
            [scenario.Name], bars => runner.RunAsync(scenario, new Screen(console, bars(scenario.Name)), stopping));
        screen.Show(report);
        await services.GetRequiredService<OpenTasks>().SettleAsync(report.OpenTasks, stopping);
        return output.End(report, settings.Json);
    }
}
