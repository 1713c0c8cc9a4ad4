using A2A.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.WebhookReceiver.Http;

/// <summary>The service's name, and whether it works.</summary>
internal static class ServiceEndpoints
{
    private const string Service = "webhook-receiver";

    public static void MapService(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (TimeProvider time) => TypedResults.Ok(new ServiceAnswer(Service, "running", time.GetUtcNow())));
        routes.MapGet("/webhook/health", HealthAsync);
    }

    private static async Task<JsonHttpResult<ServiceAnswer>> HealthAsync(
        HealthReports health, TimeProvider time, CancellationToken cancellationToken)
    {
        var report = await health.LatestAsync(cancellationToken);
        var unhealthy = report.Status == HealthStatus.Unhealthy;
        return TypedResults.Json(
            new ServiceAnswer(Service, unhealthy ? "unhealthy" : "healthy", time.GetUtcNow()),
            ReceiverJson.Default.ServiceAnswer,
            statusCode: unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
