using A2A.Protocol;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>Asks for a task's end.</summary>
internal sealed class CancelCommand(HostedRun run, Screen screen) : AsyncCommand<TaskCommandOptions>
{
    public override Task<int> ExecuteAsync(CommandContext context, TaskCommandOptions settings, CancellationToken cancellationToken) =>
        run.RunAsync(settings, (services, stopping) => CancelAsync(settings, services, stopping), cancellationToken);

    private async Task<int> CancelAsync(TaskCommandOptions settings, IServiceProvider services, CancellationToken stopping)
    {
        var agent = await services.GetRequiredService<AgentConnection>().ConnectAsync(settings.Agent, stopping);
        var task = await agent.CancelAsync(settings.Task, stopping);
        screen.ShowResult(task);
        return task.Status.State == TaskState.Canceled ? CommandLine.Passed : CommandLine.Failed;
    }
}
