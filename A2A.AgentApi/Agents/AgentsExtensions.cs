using A2A.AgentApi.Agents.Samples;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Agents;

internal static class AgentsExtensions
{
    /// <summary>What works on tasks: the sample agents.</summary>
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
        services.AddSingleton<IAgent, LongRunningAgent>();
        services.AddSingleton<IAgent, ReportAgent>();
        services.AddSingleton<IAgent, EnterpriseAgent>();
    }
}
