using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace A2A.SampleClient.Playing;

internal static class PlayingExtensions
{
    public static void AddPlaying(this IHostApplicationBuilder builder) => builder.Services.AddTransient<ScenarioRunner>();
}
