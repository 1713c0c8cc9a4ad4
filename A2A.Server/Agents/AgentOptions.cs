using Microsoft.Extensions.Options;

namespace A2A.Server.Agents;

/// <summary>Which agent answers where none is named, and where callers find the agents.</summary>
public sealed class AgentOptions
{
    internal const string Section = "Agents";

    /// <summary>The name of the agent that also answers at <c>/</c> and <c>/a2a</c>; absent = the one that was added first.</summary>
    public string? Default { get; set; }

    /// <summary>How long an agent may take to answer a message directly, or to decide that it does not.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where callers find this server, as cards say it; absent = the address that the request used.</summary>
    public Uri? PublicUrl { get; set; }
}

/// <summary>
/// Refuses to start without agents, with a default agent that does not exist, or with a public address that no caller could use.
/// </summary>
internal sealed class AgentOptionsCheck(IEnumerable<IAgent> agents) : IValidateOptions<AgentOptions>
{
    private readonly List<string> _names = agents.Select(agent => agent.Name).ToList();

    public ValidateOptionsResult Validate(string? name, AgentOptions options)
    {
        if (_names is [])
        {
            return ValidateOptionsResult.Fail("The server has no agent; add one with AddA2AServer().AddAgent<TAgent>().");
        }

        if (_names.GroupBy(each => each).FirstOrDefault(same => same.Count() > 1) is { } twins)
        {
            return ValidateOptionsResult.Fail($"Two agents are called '{twins.Key}'; give each IAgent.Name of its own.");
        }

        if (options.Default is { } wanted && !_names.Contains(wanted))
        {
            return ValidateOptionsResult.Fail($"Agents:Default is '{wanted}'; set it to one of: {string.Join(", ", _names)}.");
        }

        if (options.AnswerTimeout <= TimeSpan.Zero)
        {
            return ValidateOptionsResult.Fail("Agents:AnswerTimeout must be positive.");
        }

        return options.PublicUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https")
            ? ValidateOptionsResult.Fail($"Agents:PublicUrl is '{url}'; set it to an absolute http or https URL.")
            : ValidateOptionsResult.Success;
    }
}
