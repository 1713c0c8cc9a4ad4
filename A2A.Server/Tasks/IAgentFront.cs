using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>What agents decide of a message before a task is made of it.</summary>
internal interface IAgentFront
{
    /// <summary>Whether the agent is to be asked for direct answers at all.</summary>
    bool MayAnswer(string agent);

    /// <summary>Whether a message id that comes again is the same message again.</summary>
    bool Deduplicates(string agent);

    /// <summary>The agent's direct answer to the message; null when a task is to be made of it.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="message">Has its conversation, and no task.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task<Message?> AnswerAsync(string agent, Message message, CancellationToken cancellationToken);
}
