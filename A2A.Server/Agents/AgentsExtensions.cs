using A2A.Server.Tasks;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Agents;

internal static class AgentsExtensions
{
    /// <summary>Finds the agents that the application adds.</summary>
    public static void AddAgents(this IServiceCollection services)
    {
        services.AddOptions<AgentOptions>().BindStrictly(AgentOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AgentOptions>, AgentOptionsCheck>();
        services.AddSingleton<AgentRegistry>();
        services.AddSingleton<IAgentFront, AgentFront>();
    }
}
