using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Two seconds.</summary>
internal sealed class StandardWork(Pace pace)
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    public async Task RunAsync(TaskUpdater task, string input, CancellationToken cancellationToken)
    {
        await task.WorkingAsync("⚡ Processing standard task...", cancellationToken);
        await task.WorkAsync("standard", pace, Time, cancellationToken);
        await task.AddTextAsync(
            "standard_result",
            () => $"✅ Standard task completed: '{input}'\n\nCompleted at: {pace.Now()}",
            cancellationToken);
    }
}
