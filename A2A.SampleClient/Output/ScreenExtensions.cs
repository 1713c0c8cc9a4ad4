using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace A2A.SampleClient.Output;

/// <summary>Registers what a person sees.</summary>
internal static class ScreenExtensions
{
    /// <summary>Wide enough that no line is broken where the width is unknown: in logs and pipes.</summary>
    private const int Unbroken = 10_000;

    public static void AddScreen(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new Screen(services.GetRequiredService<IAnsiConsole>()));

        // Requests and the host's life are told by the screen and by traces; in the log they only interrupt.
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
        // What is logged is no part of what the program writes to its output.
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>A console over any writer: plain, and without line breaks of its own.</summary>
    public static IAnsiConsole On(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, // else it colours by Console, and under Aspire a pipe gets its codes too
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unbroken;
        return console;
    }

    /// <summary>Where a person reads along: the output, or the error output where the former is for a JSON document alone.</summary>
    public static IAnsiConsole ForPerson(bool outputIsJson)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return (outputIsJson, outputIsJson ? Console.IsErrorRedirected : Console.IsOutputRedirected) switch
        {
            (false, true) => On(Console.Out),
            (true, true) => On(Console.Error),
            (false, false) => AnsiConsole.Create(new AnsiConsoleSettings()),
            (true, false) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
        };
    }
}
