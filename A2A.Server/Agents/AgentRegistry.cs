using Microsoft.Extensions.Options;

namespace A2A.Server.Agents;

/// <summary>The agents of this server, by name.</summary>
/// <remarks>
/// It checks the agents itself, and no validation of options does, so that an agent may ask for any options in its constructor.
/// </remarks>
internal sealed class AgentRegistry
{
    private readonly Dictionary<string, IAgent> _agents;

    /// <exception cref="OptionsValidationException">
    /// There is no agent, two have one name, or there is none of the default's name.
    /// </exception>
    public AgentRegistry(IEnumerable<IAgent> agents, IOptions<AgentOptions> options)
    {
        List<IAgent> all = [.. agents];
        var wanted = options.Value.Default;
        if (Problem([.. all.Select(agent => agent.Name)], wanted) is { } problem)
        {
            throw new OptionsValidationException(AgentOptions.Section, typeof(AgentOptions), [problem]);
        }

        _agents = all.ToDictionary(agent => agent.Name);
        Default = wanted is null ? all[0] : _agents[wanted];
        All = [.. all.OrderBy(agent => agent.Name, StringComparer.Ordinal)];
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<IAgent> All { get; }

    /// <summary>The one that answers where no agent is named.</summary>
    public IAgent Default { get; }

    /// <summary>The agent of that name, the default one where none is named; null when there is none.</summary>
    public IAgent? Find(string? name) => name is null ? Default : _agents.GetValueOrDefault(name);

    private static string? Problem(List<string> names, string? wanted) => names switch
    {
        [] => "The server has no agent; add one with AddA2AServer().AddAgent<TAgent>().",
        _ when names.GroupBy(each => each).FirstOrDefault(same => same.Count() > 1) is { } twins =>
            $"Two agents are called '{twins.Key}'; give each IAgent.Name of its own.",
        _ when wanted is not null && !names.Contains(wanted) =>
            $"Agents:Default is '{wanted}'; set it to one of: {string.Join(", ", names)}.",
        _ => null,
    };
}
