using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>Lists one's own tasks, newest first, page by page.</summary>
internal sealed class TasksCommand(HostedRun run, IAnsiConsole console, Screen screen) : AsyncCommand<TaskListOptions>
{
    private const int LargestPage = 100;

    public override Task<int> ExecuteAsync(CommandContext context, TaskListOptions settings, CancellationToken cancellationToken) =>
        run.RunAsync(settings, (services, stopping) => ListAsync(settings, services, stopping), cancellationToken);

    private async Task<int> ListAsync(TaskListOptions settings, IServiceProvider services, CancellationToken stopping)
    {
        var agent = await services.GetRequiredService<AgentConnection>().ConnectAsync(settings.Agent, stopping);
        var (tasks, total) = await ReadAsync(agent, settings, stopping);
        if (tasks.Count > 0)
        {
            console.Write(TaskTable.Of(tasks));
        }

        screen.Say(tasks.Count < total ? $"{tasks.Count} of {total} tasks; --limit shows more" : $"{tasks.Count} tasks");
        return CommandLine.Passed;
    }

    private static async Task<(IReadOnlyList<AgentTask> Tasks, int Total)> ReadAsync(
        A2AClient agent, TaskListOptions settings, CancellationToken stopping)
    {
        List<AgentTask> tasks = [];
        var request = new ListTasksRequest { Status = settings.TaskState, HistoryLength = 1 };
        ListTasksResponse page;
        do
        {
            page = await agent.ListTasksAsync(request with { PageSize = Math.Min(settings.Limit - tasks.Count, LargestPage) }, stopping);
            tasks.AddRange(page.Tasks);
            request = request with { PageToken = page.NextPageToken };
        }
        while (page.NextPageToken.Length > 0 && tasks.Count < settings.Limit);

        return (tasks, page.TotalSize);
    }
}
