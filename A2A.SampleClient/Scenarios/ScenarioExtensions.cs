using A2A.SampleClient.Scenarios.Disconnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace A2A.SampleClient.Scenarios;

/// <summary>Registers what can be run.</summary>
internal static class ScenarioExtensions
{
    public static void AddScenarios(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<Submitter>();
        builder.Services.AddTransient<DisconnectScenario>();
    }
}
