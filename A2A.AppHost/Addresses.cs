using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace A2A.AppHost;

/// <summary>Names the addresses on the console once the services behind them are healthy.</summary>
internal static class Addresses
{
    public static void AnnounceAddressesOf(
        this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> agentApi, IResourceBuilder<ProjectResource> webhookReceiver)
    {
        builder.Services.AddHostedService(services => new Announcement(
            services.GetRequiredService<ResourceNotificationService>(),
            [agentApi.Resource.Name, webhookReceiver.Resource.Name],
            () => $"""

                  Agent API         {agentApi.GetEndpoint("http").Url}
                  Webhook receiver  {webhookReceiver.GetEndpoint("http").Url}
                  Dashboard         {DashboardAddress(services) ?? "off"}

                  Ctrl+C stops everything.

                """));
    }

    /// <summary>The dashboard is part of the model once the application runs, unless it is turned off or cannot be had.</summary>
    private static string? DashboardAddress(IServiceProvider services) =>
        services.GetRequiredService<DistributedApplicationModel>().Resources.FirstOrDefault(r => r.Name == "aspire-dashboard")
            is IResourceWithEndpoints dashboard && new EndpointReference(dashboard, "http") is { IsAllocated: true } address
            ? address.Url
            : null;

    private sealed class Announcement(ResourceNotificationService notifications, string[] services, Func<string> text) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.WhenAll(services.Select(name =>
                notifications.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken)));
            Console.Out.WriteLine(text());
        }
    }
}
