using Microsoft.Extensions.DependencyInjection;

namespace A2A.AppHost;

/// <summary>Aspire's dashboard, which is part of the model once the application runs, unless it is turned off.</summary>
internal static class Dashboard
{
    /// <summary>Where the dashboard is; null without one.</summary>
    public static EndpointReference? FindDashboard(this DistributedApplicationModel model) =>
        model.Resources.FirstOrDefault(resource => resource.Name == "aspire-dashboard") is IResourceWithEndpoints dashboard
            ? new EndpointReference(dashboard, "http")
            : null;

    /// <summary>Tells a service where the traces are to which it links.</summary>
    /// <param name="service">The service.</param>
    /// <param name="section">The section of its settings that has <c>DashboardUrl</c>.</param>
    public static IResourceBuilder<T> WithLinksToDashboard<T>(this IResourceBuilder<T> service, string section)
        where T : IResourceWithEnvironment => service.WithEnvironment(context =>
    {
        if (context.ExecutionContext.IsRunMode
            && context.ExecutionContext.Services.GetRequiredService<DistributedApplicationModel>().FindDashboard() is { } dashboard)
        {
            context.EnvironmentVariables[$"{section}__DashboardUrl"] = dashboard;
        }
    });
}
