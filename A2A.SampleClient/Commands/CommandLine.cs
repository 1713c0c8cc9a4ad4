using A2A.SampleClient.Output;
using A2A.SampleClient.Scenarios;
using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>The program, as a person in the solution's folder runs it.</summary>
    public const string Name = "dotnet run --project A2A.SampleClient --";

    /// <summary>Gives the exit code: 0 = passed, 1 = failed, 2 = the command line or the settings make no sense.</summary>
    /// <param name="builder">The program, before it is built.</param>
    /// <param name="args">What the person wrote.</param>
    /// <param name="console">Where the person reads along.</param>
    /// <param name="output">Where a JSON document goes.</param>
    public static async Task<int> RunCommandAsync(
        this HostApplicationBuilder builder, string[] args, IAnsiConsole console, TextWriter output)
    {
        builder.Services.AddSingleton<HostedRun>().AddTransient<OpenTasks>().AddSingleton(new JsonDocumentOutput(output));
        var app = new CommandApp(new HostServices(builder));
        app.SetDefaultCommand<ScenarioCommand>().WithData(ScenarioList.Default).WithDescription(
            $"Runs {ScenarioList.Default.Name} if no command is named. Options follow the command."
            + " Exit code: 0 = passed, 1 = failed, 2 = not understood");
        app.Configure(config =>
        {
            config.AddScenarios();
            config.AddTaskCommands();
            config.SetApplicationName("dotnet run --project A2A.SampleClient --").ConfigureConsole(console);
            config.UseStrictParsing().CaseSensitivity(CaseSensitivity.Commands).PropagateExceptions();
            config.Settings.HelpProviderStyles?.Usage?.CurrentCommand = new Style(Color.Aqua); // its underline would reach pipes too
        });

        try
        {
            return await app.RunAsync(args);
        }
        catch (CommandAppException e)
        {
            // The message alone: the exception's rendering repeats the command line, on which a secret may stand.
            new Screen(console).Complain($"{e.Message.TrimEnd('.')}. The option --help lists the commands and options.");
            return NotUnderstood;
        }
    }

    private static void AddScenarios(this IConfigurator config)
    {
        config.AddExample(AllCommand.Name);
        config.AddExample("stream", "--version", "0.3", "--binding", "http");
        config.AddExample("secure", ScenarioOptions.JsonOption);
        config.AddExample("tasks", "--state", "working");
        foreach (var scenario in ScenarioList.All)
        {
            config.AddCommand<ScenarioCommand>(scenario.Name).WithDescription(scenario.Description).WithData(scenario)
                .WithExample(scenario.Name).WithExample(scenario.Name, ScenarioOptions.JsonOption);
        }

        config.AddCommand<AllCommand>(AllCommand.Name).WithDescription("All of these at once, and a table of their verdicts")
            .WithExample(AllCommand.Name).WithExample(AllCommand.Name, ScenarioOptions.JsonOption);
    }

    private static void AddTaskCommands(this IConfigurator config)
    {
        const string Task = "0198c5a0-7c1e-7e1b-8f43-2f1e9a0b1c07";
        config.AddCommand<WatchCommand>("watch").WithDescription("Follow a task's events until its end")
            .WithExample("watch", Task).WithExample("watch", Task, "--agent", "enterprise");
        config.AddCommand<TasksCommand>("tasks").WithDescription("List your tasks, newest first")
            .WithExample("tasks").WithExample("tasks", "--agent", "report", "--state", "input-required", "--limit", "10");
        config.AddCommand<CancelCommand>("cancel").WithDescription("Cancel a task")
            .WithExample("cancel", Task);
    }
}
