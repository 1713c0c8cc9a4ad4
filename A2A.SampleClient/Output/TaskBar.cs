using System.Globalization;
using System.Text.RegularExpressions;
using A2A.Protocol;
using Spectre.Console;

namespace A2A.SampleClient.Output;

/// <summary>A line of a terminal that shows where a scenario's task stands, by what its agent says.</summary>
internal sealed partial class TaskBar(string name, ProgressTask progress)
{
    /// <summary>Leaves room for the bar on a terminal of 80 columns.</summary>
    private const int LongestText = 48;

    public void Show(TaskState state, string? text)
    {
        if (state == TaskState.Unspecified)
        {
            return;
        }

        var line = $"{name}: {state.ToText()} {text?.Split('\n')[0]}".TrimEnd();
        progress.Description = Markup.Escape(line.Length <= LongestText ? line : $"{line[..LongestText]}…");
        if ((state == TaskState.Completed ? 1 : Share(text)) is { } share)
        {
            progress.IsIndeterminate(false).Value(share);
        }
    }

    /// <summary>How much is done, of 1, in <c>Processing step 3/6 (50% complete)</c>; null when the text does not say.</summary>
    public static double? Share(string? text) => Steps().Match(text ?? "") is { Success: true } steps
        && double.TryParse(steps.Groups[1].Value, CultureInfo.InvariantCulture, out var done)
        && double.TryParse(steps.Groups[2].Value, CultureInfo.InvariantCulture, out var all)
        && done <= all && all > 0 ? done / all : null;

    [GeneratedRegex(@"\b(\d{1,6})/(\d{1,6})\b")]
    private static partial Regex Steps();
}

/// <summary>Shows bars while scenarios are played.</summary>
internal static class TaskBars
{
    /// <summary>Plays under one bar for each name; without a terminal there are none.</summary>
    public static Task<T> WithBarsAsync<T>(
        this IAnsiConsole console, IEnumerable<string> names, Func<Func<string, TaskBar?>, Task<T>> play)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            return play(_ => null);
        }

        return console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 16 }, new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bars = names.ToDictionary(name => name, BarOf);
                return play(name => bars[name]);

                TaskBar BarOf(string name) => new(name, context.AddTask(name, maxValue: 1).IsIndeterminate());
            });
    }
}
