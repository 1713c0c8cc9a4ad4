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
        builder.Services.AddSingleton<Screen>();

        // Requests and the host's life are told by the screen and by traces; in the log they only interrupt.
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
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

    public static IAnsiConsole OnTerminal()
    {
        Console.OutputEncoding = Encoding.UTF8;
        return Console.IsOutputRedirected ? On(Console.Out) : AnsiConsole.Create(new AnsiConsoleSettings());
    }
}
