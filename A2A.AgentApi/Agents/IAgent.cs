using A2A.Protocol;

namespace A2A.AgentApi.Agents;

/// <summary>Something that can work on a task.</summary>
internal interface IAgent
{
    /// <summary>Its name in paths: <c>/agents/{name}</c>.</summary>
    string Name { get; }

    /// <summary>What it says of itself; the server adds its addresses.</summary>
    AgentCard Card { get; }

    /// <summary>What it says to callers who have said who they are; null when that is no more than its card.</summary>
    AgentCard? ExtendedCard => null;

    /// <summary>Works on a task and says its progress through the updater; ends with exactly one of the updater's ends.</summary>
    /// <remarks>
    /// After a crash or a deployment it is called again from the start, perhaps on another machine. Steps that are done
    /// give their stored results, and what was said is not said again, provided that the order of its calls to the
    /// updater depends on nothing but the task and the results of its steps.
    /// </remarks>
    Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken);
}
