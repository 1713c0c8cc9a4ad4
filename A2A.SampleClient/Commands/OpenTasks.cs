using System.Runtime.InteropServices;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;
using Spectre.Console;

namespace A2A.SampleClient.Commands;

/// <summary>What becomes of tasks that still run when the client leaves.</summary>
internal sealed class OpenTasks(AgentConnection agents, IAnsiConsole console, Screen screen)
{
    /// <summary>
    /// A person who stops a run on a terminal is asked whether to cancel its tasks; elsewhere they go on, and it says how to follow them.
    /// </summary>
    public async Task SettleAsync(IReadOnlyList<OpenTask> tasks, CancellationToken stopping)
    {
        if (tasks.Count == 0)
        {
            return;
        }

        var canAsk = stopping.IsCancellationRequested && console.Profile.Capabilities.Interactive && !Console.IsInputRedirected;
        var cancel = canAsk && await AskAsync(tasks.Count);
        foreach (var task in tasks)
        {
            await (cancel ? CancelAsync(task) : TellAsync(task));
        }
    }

    /// <summary>A further Ctrl+C is a no.</summary>
    private async Task<bool> AskAsync(int count)
    {
        using var again = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            again.Cancel();
        });
        var question = count == 1 ? "The task still runs. Cancel it?" : $"{count} tasks still run. Cancel them?";
        try
        {
            return await console.PromptAsync(new ConfirmationPrompt(question) { DefaultValue = false }, again.Token);
        }
        catch (OperationCanceledException)
        {
            console.WriteLine();
            return false;
        }
    }

    private async Task CancelAsync(OpenTask task)
    {
        try
        {
            var agent = await agents.ConnectAsync(task.Agent, CancellationToken.None);
            var canceled = await agent.CancelAsync(task.Id, CancellationToken.None);
            screen.Say($"Task {task.Id} is {canceled.Status.State.ToText()}.");
        }
        catch (Exception e) when (Faults.Explain(e) is { } problem)
        {
            screen.Complain($"Task {task.Id} could not be canceled: {problem}.");
        }
    }

    private Task TellAsync(OpenTask task)
    {
        var target = task.Agent is null ? task.Id : $"{task.Id} --agent {task.Agent}";
        screen.Say($"Task {task.Id} goes on without this client. To follow it: {CommandLine.Name} watch {target}");
        screen.Say($"To end it: {CommandLine.Name} cancel {target}");
        return Task.CompletedTask;
    }
}
