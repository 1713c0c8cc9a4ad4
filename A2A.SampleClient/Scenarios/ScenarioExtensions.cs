using A2A.SampleClient.Scenarios.Disconnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace A2A.SampleClient.Scenarios;

/// <summary>Registers the parts of scenarios. A scenario itself is a line of the command line.</summary>
internal static class ScenarioExtensions
{
    public static void AddScenarios(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<Submitter>();
    }
}
