using A2A.AgentApi.Agents.Conformance;
using A2A.AgentApi.Agents.Samples;
using A2A.Server;

namespace A2A.AgentApi.Agents;

internal static class SampleAgents
{
    /// <summary>Adds the sample agents, and the one for conformance kits where it is asked for.</summary>
    public static A2AServerBuilder AddSampleAgents(this A2AServerBuilder server)
    {
        var (services, configuration) = (server.Application.Services, server.Application.Configuration);
        services.AddOptions<SampleOptions>().BindConfiguration(SampleOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<Pace>();
        server.AddAgent<LongRunningAgent>().AddAgent<ReportAgent>().AddAgent<EnterpriseAgent>();
        var isWanted = configuration.GetSection(SampleOptions.Section).Get<SampleOptions>() is { Conformance: true }
            || configuration["Agents:Default"] == ConformanceAgent.AgentName;
        return isWanted ? server.AddAgent<ConformanceAgent>() : server;
    }
}
