namespace A2A.AppHost;

/// <summary>Aspire's dashboard, which is part of the model once the application runs, unless it is turned off.</summary>
internal static class Dashboard
{
    /// <summary>Where the dashboard is; null without one.</summary>
    public static EndpointReference? FindDashboard(this DistributedApplicationModel model) =>
        model.Resources.FirstOrDefault(resource => resource.Name == "aspire-dashboard") is IResourceWithEndpoints dashboard
            ? new EndpointReference(dashboard, "http")
            : null;

    /// <summary>Tells the receiver where the traces are to which its page links.</summary>
    public static IResourceBuilder<ProjectResource> WithLinksToDashboard(this IResourceBuilder<ProjectResource> receiver) =>
        receiver.WithEnvironment(context =>
        {
            var model = (DistributedApplicationModel?)context.ExecutionContext.Services.GetService(typeof(DistributedApplicationModel));
            if (model?.FindDashboard() is { } dashboard)
            {
                context.EnvironmentVariables["Webhooks__DashboardUrl"] = dashboard;
            }
        });
}
