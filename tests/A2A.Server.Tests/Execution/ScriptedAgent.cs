using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.Server.Tests.Execution;

/// <summary>An agent that does what the test says.</summary>
internal sealed class ScriptedAgent(Func<TaskUpdater, CancellationToken, Task> script) : IAgent
{
    public string Name => "scripted";

    public AgentCard Card { get; } = new() { Name = "Scripted", Capabilities = new() { Streaming = true, PushNotifications = true } };

    public Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken) => script(task, cancellationToken);
}
