using A2A.SampleClient.Output;
using A2A.SampleClient.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Commands;

/// <summary>Runs what the command line asks for.</summary>
internal static class CommandExtensions
{
    private const int Passed = 0;
    private const int Failed = 1;
    private const int NotUnderstood = 2;

    /// <summary>Gives the exit code: 0 = passed, 1 = failed, 2 = the command line or the settings make no sense.</summary>
    public static async Task<int> RunCommandAsync(this IHost host, IReadOnlyList<string> args)
    {
        var screen = host.Services.GetRequiredService<Screen>();
        switch (CommandLine.Read(args, CommandTable.All))
        {
            case CommandLine.Help:
                screen.ShowHelp(CommandTable.All);
                return Passed;
            case CommandLine.Unknown unknown:
                screen.Complain($"There is no command '{unknown.Name}'.");
                screen.ShowHelp(CommandTable.All);
                return NotUnderstood;
            case CommandLine.Run run:
                return await host.RunAsync(run.Command, screen);
            default:
                throw new InvalidOperationException("A command line of an unknown kind.");
        }
    }

    private static async Task<int> RunAsync(this IHost host, Command command, Screen screen)
    {
        try
        {
            // Before the start, which would log the whole exception.
            host.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException e)
        {
            screen.Complain(e.Message);
            return NotUnderstood;
        }

        await host.StartAsync(CancellationToken.None);
        try
        {
            return await host.JudgeAsync(command, screen) ? Passed : Failed;
        }
        finally
        {
            // Telemetry is sent when the host stops.
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> JudgeAsync(this IHost host, Command command, Screen screen)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var scenario = (IScenario)host.Services.GetRequiredService(command.Scenario);
        Verdict verdict;
        try
        {
            verdict = await scenario.RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            verdict = Verdict.Of(new Check("The scenario came to its end", "it was stopped"));
        }

        screen.Show(verdict);
        return verdict.Passed;
    }
}
