using A2A.AgentApi.Agents.Samples;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Agents;

/// <summary>Which agent answers where none is named, and where callers find the agents.</summary>
internal sealed class AgentOptions
{
    public const string Section = "Agents";

    /// <summary>The name of the agent that also answers at <c>/</c> and <c>/a2a</c>.</summary>
    public string Default { get; set; } = LongRunningAgent.AgentName;

    /// <summary>How long an agent may take to answer a message directly, or to decide that it does not.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether there is an agent <c>conformance</c> for conformance kits; also when it is the default one.</summary>
    public bool Conformance { get; set; }

    /// <summary>Where callers find this server, as cards say it; absent = the address that the request used.</summary>
    public Uri? PublicUrl { get; set; }
}

/// <summary>Refuses to start with a default agent that does not exist or a public address that no caller could use.</summary>
internal sealed class AgentOptionsCheck(IEnumerable<IAgent> agents, IConfiguration configuration) : IValidateOptions<AgentOptions>
{
    private readonly List<string> _names = agents.Select(agent => agent.Name).ToList();

    public ValidateOptionsResult Validate(string? name, AgentOptions options)
    {
        // Both are bound from one section.
        if (configuration.UnknownSettings(AgentOptions.Section, typeof(AgentOptions), typeof(PaceOptions)).FirstOrDefault() is { } unknown)
        {
            return ValidateOptionsResult.Fail(unknown);
        }

        if (!_names.Contains(options.Default))
        {
            return ValidateOptionsResult.Fail($"Agents:Default is '{options.Default}'; set it to one of: {string.Join(", ", _names)}.");
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
