using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Scenarios;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>Plays a scenario while the host runs, and makes its verdict the exit code.</summary>
internal sealed class ScenarioCommand<TScenario>(IHost host, IHostApplicationLifetime lifetime, IConfiguration configuration, Screen screen)
    : AsyncCommand<ScenarioOptions>
    where TScenario : IScenario
{
    public override async Task<int> ExecuteAsync(CommandContext context, ScenarioOptions settings, CancellationToken cancellationToken)
    {
        try
        {
            settings.ApplyTo(configuration.GetSection(SampleClientOptions.Section));
            // Before the start, which would log the whole exception.
            host.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException) // the latter: not to be bound
        {
            screen.Complain($"{e.Message.TrimEnd('.')}. The option --help lists the settings.");
            return CommandLine.NotUnderstood;
        }

        return await PlayAsync(lifetime.ApplicationStopping, cancellationToken);
    }

    private async Task<int> PlayAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken);
        try
        {
            var verdict = await ActivatorUtilities.CreateInstance<TScenario>(host.Services).RunAsync(stopping);
            screen.Show(verdict);
            return verdict.Passed ? CommandLine.Passed : CommandLine.Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            screen.Show(Verdict.Of(new Check("The scenario came to its end", "it was stopped")));
            return CommandLine.Failed;
        }
        finally
        {
            // Telemetry is sent when the host stops.
            await host.StopAsync(CancellationToken.None);
        }
    }
}
