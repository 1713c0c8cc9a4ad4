using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Five steps of three seconds, and a result that says what was done.</summary>
/// <param name="pace">How long a step takes.</param>
/// <param name="webhooksAreConfirmed">True when the owners of webhooks are asked before a webhook is accepted.</param>
internal sealed class SecureWork(Pace pace, bool webhooksAreConfirmed)
{
    private const int StepCount = 5;

    private static readonly TimeSpan StepTime = TimeSpan.FromSeconds(3);

    public async Task RunAsync(TaskUpdater task, string input, CancellationToken cancellationToken)
    {
        var isConfirmed = webhooksAreConfirmed
            && await task.StepAsync("has-webhook", _ => Task.FromResult(task.HasWebhook), cancellationToken);
        await task.WorkingAsync("🔒 Initializing secure task with enterprise security...", cancellationToken);
        if (isConfirmed)
        {
            await task.WorkingAsync("✅ Webhook security validated - proceeding with secure task", cancellationToken);
        }

        for (var step = 1; step <= StepCount; step++)
        {
            await task.WorkAsync($"secure-{step}", pace, StepTime, cancellationToken);
            await task.WorkingAsync($"🔐 Secure processing step {step}/{StepCount}...", cancellationToken);
        }

        await task.AddTextAsync(
            "secure_task_result",
            () => $"""
                🔒 SECURE TASK COMPLETED

                Input: '{input}'
                Security Level: Enterprise
                Steps: {StepCount}
                Input checksum: {Checksum.Of(input)}
                Completed: {pace.Now()}
                """,
            cancellationToken);
    }
}
