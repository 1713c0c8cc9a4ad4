using A2A.Protocol;
using Spectre.Console;

namespace A2A.SampleClient.Output;

/// <summary>Tasks, one in a row.</summary>
internal static class TaskTable
{
    private const int LongestText = 60;

    public static Table Of(IEnumerable<AgentTask> tasks)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("task", "state", "since", "last word");
        foreach (var task in tasks)
        {
            table.AddRow(
                new Text(task.Id),
                new Text(task.Status.State.ToText()),
                new Text($"{task.Status.Timestamp:yyyy-MM-dd HH:mm:ss}Z"),
                new Text(Short(task.Status.Message?.Text ?? (task.History is [.., var last] ? last.Text : ""))));
        }

        return table;
    }

    private static string Short(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestText ? line : $"{line[..LongestText]}…";
    }
}
