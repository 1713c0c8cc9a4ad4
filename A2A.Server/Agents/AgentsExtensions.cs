using A2A.Server.Tasks;
using A2A.Webhooks.Hosting;

namespace A2A.Server.Agents;

internal static class AgentsExtensions
{
    /// <summary>Finds the agents that the application adds.</summary>
    public static void AddAgents(this IServiceCollection services)
    {
        services.AddOptions<AgentOptions>().BindStrictly(AgentOptions.Section)
            .Validate(options => options.AnswerTimeout > TimeSpan.Zero, "Agents:AnswerTimeout must be positive.")
            .Validate(
                options => options.PublicUrl is not { } url || (url.IsAbsoluteUri && url.Scheme is "http" or "https"),
                "Agents:PublicUrl must be an absolute http or https URL.")
            .ValidateOnStart();
        services.AddSingleton<AgentRegistry>();
        services.AddSingleton<IAgentFront, AgentFront>();
    }
}
