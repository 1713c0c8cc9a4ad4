using A2A.SampleClient.Output;
using A2A.SampleClient.Scenarios.Disconnect;
using Microsoft.Extensions.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>What a person can ask of this program.</summary>
internal static class CommandLine
{
    public const int Passed = 0;
    public const int Failed = 1;
    public const int NotUnderstood = 2;

    /// <summary>Gives the exit code: 0 = passed, 1 = failed, 2 = the command line or the settings make no sense.</summary>
    public static async Task<int> RunCommandAsync(this HostApplicationBuilder builder, string[] args, IAnsiConsole console)
    {
        var app = new CommandApp(new HostServices(builder));
        app.SetDefaultCommand<ScenarioCommand<DisconnectScenario>>().WithDescription(
            "Runs disconnect if no command is named. Options follow the command. Exit code: 0 = passed, 1 = failed, 2 = not understood");
        app.Configure(config =>
        {
            config.AddCommand<ScenarioCommand<DisconnectScenario>>("disconnect")
                .WithDescription("Start a long task, hang up, and let the webhooks tell how it went");

            config.SetApplicationName("A2A.SampleClient").ConfigureConsole(console);
            config.UseStrictParsing().CaseSensitivity(CaseSensitivity.Commands).PropagateExceptions();
            config.Settings.HelpProviderStyles?.Usage?.CurrentCommand = new Style(Color.Aqua); // its underline would reach pipes too
        });

        try
        {
            return await app.RunAsync(args);
        }
        catch (CommandParseException e)
        {
            // The message alone: the exception's rendering repeats the command line, on which a secret may stand.
            new Screen(console).Complain(e.Message);
            await app.RunAsync(["--help"]);
            return NotUnderstood;
        }
    }
}
