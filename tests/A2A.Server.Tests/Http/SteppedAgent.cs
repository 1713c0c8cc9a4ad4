using System.Threading.Channels;
using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.Server.Tests.Http;

/// <summary>Says its next step each time when the test lets it, and completes when it is told to.</summary>
internal sealed class SteppedAgent : IAgent
{
    private readonly Channel<int> _steps = Channel.CreateUnbounded<int>();
    private int _allowed;

    public string Name => "stepped";

    public AgentCard Card { get; } = new() { Name = "Stepped", Capabilities = new() { Streaming = true, PushNotifications = true } };

    /// <summary>Lets it say so many steps more.</summary>
    public void Allow(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _steps.Writer.TryWrite(Interlocked.Increment(ref _allowed));
        }
    }

    /// <summary>Lets it complete.</summary>
    public void End() => _steps.Writer.TryComplete();

    public async Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        await foreach (var step in _steps.Reader.ReadAllAsync(cancellationToken))
        {
            await task.WorkingAsync($"step {step}", cancellationToken);
        }

        await task.CompleteAsync("all said", cancellationToken);
    }
}
