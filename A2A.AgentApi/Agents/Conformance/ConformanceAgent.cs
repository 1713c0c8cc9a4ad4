using A2A.AgentApi.Agents.Samples;
using A2A.Protocol;
using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Conformance;

/// <summary>Does what the A2A conformance kit (a2a-tck) expects: the prefix of the message's id says what.</summary>
internal sealed class ConformanceAgent(Pace pace) : IDirectAgent
{
    public const string AgentName = "conformance";

    private const string DirectAnswer = "tck-message-response";

    private readonly ConformanceScript _script = new(pace);

    public string Name => AgentName;

    /// <summary>The kit sends many messages under one id.</summary>
    public bool DeduplicatesMessages => false;

    public AgentCard Card { get; } = new()
    {
        Name = "Conformance Agent",
        Description = "Answers the A2A conformance kit; what it does depends on the message's id",
        Version = "1.0.0",
        Capabilities = new() { Streaming = true, PushNotifications = true },
        DefaultInputModes = ["text/plain"],
        DefaultOutputModes = ["text/plain", "application/json"],
        Skills =
        [
            new AgentSkill
            {
                Id = "conformance",
                Name = "Conformance",
                Description = "Plays the scenario that the prefix of the message's id names, and asks back for anything else",
                Tags = ["conformance"],
            },
        ],
    };

    public Task<Message?> AnswerAsync(Message message, CancellationToken cancellationToken) => Task.FromResult(
        message.MessageId.StartsWith(DirectAnswer, StringComparison.Ordinal)
            ? new Message { Parts = [Part.Of("Direct message response")] }
            : null);

    public Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken) => _script.For(task)(task, cancellationToken);
}
