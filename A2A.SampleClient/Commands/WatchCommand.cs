using A2A.Protocol;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>Follows a task's events until its end, and shows the result.</summary>
internal sealed class WatchCommand(HostedRun run, IAnsiConsole console, Screen screen) : AsyncCommand<TaskCommandOptions>
{
    public override Task<int> ExecuteAsync(CommandContext context, TaskCommandOptions settings, CancellationToken cancellationToken) =>
        run.RunAsync(settings, (services, stopping) => WatchAsync(settings, services, stopping), cancellationToken);

    private async Task<int> WatchAsync(TaskCommandOptions settings, IServiceProvider services, CancellationToken stopping)
    {
        var agent = await services.GetRequiredService<AgentConnection>().ConnectAsync(settings.Agent, stopping);
        var task = await agent.GetTaskAsync(settings.Task, historyLength: 0, stopping);
        if (!task.Status.State.IsTerminal())
        {
            task = await console.WithBarsAsync([settings.Task], async bars =>
            {
                var watched = new Screen(console, bars(settings.Task));
                await foreach (var item in agent.SubscribeAsync(settings.Task, lastEventId: null, stopping))
                {
                    watched.ShowEvent(item);
                }

                return await agent.GetTaskAsync(settings.Task, historyLength: 0, stopping);
            });
        }

        screen.ShowResult(task);
        return task.Status.State == TaskState.Completed ? CommandLine.Passed : CommandLine.Failed;
    }
}
