using A2A.AgentApi.Agents.Conformance;
using A2A.AgentApi.Agents.Samples;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Agents;

internal static class AgentsExtensions
{
    /// <summary>What works on tasks: the sample agents, and the one for conformance kits where it is asked for.</summary>
    public static void AddAgents(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AgentOptions>().BindConfiguration(AgentOptions.Section)
            .ValidateOnStart();
        services.AddOptions<PaceOptions>().BindConfiguration(PaceOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AgentOptions>, AgentOptionsCheck>();
        services.AddSingleton<Pace>();
        services.AddSingleton<AgentRegistry>();
        services.AddSingleton<IAgentFront, AgentFront>();
        services.AddSingleton<IAgent, LongRunningAgent>();
        services.AddSingleton<IAgent, ReportAgent>();
        services.AddSingleton<IAgent, EnterpriseAgent>();
        if (builder.Configuration.GetSection(AgentOptions.Section).Get<AgentOptions>() is { Conformance: true } or { Default: ConformanceAgent.AgentName })
        {
            services.AddSingleton<IAgent, ConformanceAgent>();
        }
    }
}
