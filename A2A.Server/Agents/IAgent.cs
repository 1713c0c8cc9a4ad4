using A2A.Protocol;

namespace A2A.Server.Agents;

/// <summary>Something that can work on a task.</summary>
public interface IAgent
{
    /// <summary>Its name in paths: <c>/agents/{name}</c>.</summary>
    string Name { get; }

    /// <summary>What it says of itself; the server adds its addresses.</summary>
    AgentCard Card { get; }

    /// <summary>What it says to authenticated callers; null when that is no more than its card.</summary>
    AgentCard? ExtendedCard => null;

    /// <summary>Works on a task and says its progress through the updater; ends with exactly one of the updater's ends.</summary>
    /// <remarks>
    /// After a crash or a deployment it is called again from the start, perhaps on another machine. Steps that are done
    /// give their stored results, and what was said is not said again, provided that the order of its calls to the
    /// updater depends on nothing but the task and the results of its steps.
    /// </remarks>
    Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken);

    /// <summary>Whether a message id that comes again is the same message again, which does nothing twice.</summary>
    /// <remarks>False only for callers that give several messages one id: no repetition is told from a new message then.</remarks>
    bool DeduplicatesMessages => true;
}

/// <summary>An agent that may answer a message at once, without a task.</summary>
public interface IDirectAgent : IAgent
{
    /// <summary>The agent's answer to a message that needs no task; null when a task is to be made of it.</summary>
    /// <param name="message">Has its conversation, and no task: a message that names one goes to that task.</param>
    /// <param name="cancellationToken">Canceled when the caller hangs up, or after <see cref="AgentOptions.AnswerTimeout"/>.</param>
    /// <remarks>
    /// At least one part; the server fills in its ids and role. It is kept, and given again when the message comes again;
    /// when that happens at once on several replicas the agent may be asked several times, and one answer stays.
    /// </remarks>
    Task<Message?> AnswerAsync(Message message, CancellationToken cancellationToken);
}
