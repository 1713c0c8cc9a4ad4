using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Simulates work that outlives its caller's connection: six steps of five seconds, or two seconds for a quick task.</summary>
internal sealed class LongRunningAgent(Pace pace) : IAgent
{
    public const string AgentName = "long-running";

    private const int StepCount = 6;

    private static readonly TimeSpan StepTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuickTime = TimeSpan.FromSeconds(2);

    public string Name => AgentName;

    public AgentCard Card { get; } = new()
    {
        Name = "Long-Running Task Agent",
        Description = "Demonstrates A2A push notifications for long-running tasks",
        Version = "1.0.0",
        Capabilities = new() { Streaming = true, PushNotifications = true },
        DefaultInputModes = ["text/plain"],
        DefaultOutputModes = ["text/plain"],
        Skills =
        [
            new AgentSkill
            {
                Id = "long_running_task",
                Name = "Long Running Task Processor",
                Description = "Processes long-running tasks with push notification support;"
                    + " a text with the word 'quick' makes it a short one",
                Tags = ["long-running", "async", "push-notifications"],
                Examples = ["process large dataset", "train machine learning model", "generate comprehensive report", "a quick check"],
            },
        ],
    };

    public async Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        var input = string.IsNullOrWhiteSpace(task.Message.Text) ? "default task" : task.Message.Text;
        // A webhook may come between two runs of the same task; what was said must not depend on it.
        if (await task.StepAsync("has-webhook", _ => Task.FromResult(task.HasWebhook), cancellationToken))
        {
            await task.WorkingAsync("📡 Webhook configured - you can disconnect safely!", cancellationToken);
        }

        if (input.Contains("quick", StringComparison.OrdinalIgnoreCase))
        {
            await WorkQuicklyAsync(task, input, cancellationToken);
        }
        else
        {
            await WorkLongAsync(task, input, cancellationToken);
        }

        await task.CompleteAsync(null, cancellationToken);
    }

    private async Task WorkQuicklyAsync(TaskUpdater task, string input, CancellationToken cancellationToken)
    {
        await task.WorkingAsync("⚡ Processing quick task...", cancellationToken);
        await task.WorkAsync("quick", pace, QuickTime, cancellationToken);
        await task.AddTextAsync(
            "quick_result",
            () => $"✅ Quick task completed: '{input}'\n\nCompleted at: {pace.Now()}",
            cancellationToken);
    }

    private async Task WorkLongAsync(TaskUpdater task, string input, CancellationToken cancellationToken)
    {
        var duration = pace.Say(StepTime * StepCount);
        await task.WorkingAsync($"🚀 Starting long-running task ({duration} simulated)...", cancellationToken);
        for (var step = 1; step <= StepCount; step++)
        {
            await task.WorkAsync($"step-{step}", pace, StepTime, cancellationToken);
            await task.WorkingAsync(
                $"⚙️ Processing step {step}/{StepCount} ({100.0 * step / StepCount:0}% complete)", cancellationToken);
        }

        await task.AddTextAsync(
            "long_task_result",
            () => $"""
                ✅ Long-running task completed!

                Input: '{input}'
                Duration: {duration}
                Steps processed: {StepCount}
                Completed at: {pace.Now()}
                """,
            cancellationToken);
    }
}
