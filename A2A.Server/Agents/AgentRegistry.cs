using Microsoft.Extensions.Options;

namespace A2A.Server.Agents;

/// <summary>The agents of this server, by name.</summary>
internal sealed class AgentRegistry(IEnumerable<IAgent> agents, IOptions<AgentOptions> options)
{
    private readonly Dictionary<string, IAgent> _agents = agents.ToDictionary(agent => agent.Name);
    private readonly IAgent? _first = agents.FirstOrDefault();

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<IAgent> All { get; } = agents.OrderBy(agent => agent.Name, StringComparer.Ordinal).ToList();

    /// <summary>The one that answers where no agent is named.</summary>
    public IAgent Default => options.Value.Default is { } name
        ? _agents[name]
        : _first!; // the check of the options sees to it that there is one

    /// <summary>The agent of that name, the default one where none is named; null when there is none.</summary>
    public IAgent? Find(string? name) => name is null ? Default : _agents.GetValueOrDefault(name);
}
