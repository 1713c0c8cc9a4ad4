using A2A.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.WebhookReceiver.Http;

/// <summary>The service's page or name, and whether it works.</summary>
internal static class ServiceEndpoints
{
    private const string Service = "webhook-receiver";

    public static void MapService(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapPage();
        routes.MapGet("/", (HttpContext context, TimeProvider time) => Answer(context, page, time));
        routes.MapGet("/webhook/health", HealthAsync);
    }

    /// <summary>Browsers name text/html among what they accept; programs get the name.</summary>
    private static IResult Answer(HttpContext context, PageFile page, TimeProvider time)
    {
        context.Response.Headers.Vary = "Accept";
        return PrefersPage(context.Request)
            ? page.Answer(context.Response)
            : TypedResults.Ok(new ServiceAnswer(Service, "running", time.GetUtcNow()));
    }

    private static bool PrefersPage(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        double Quality(string type) => accepted
            .Where(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(a => a.Quality ?? 1).DefaultIfEmpty().Max();
        return Quality("text/html") is > 0 and var html && html >= Quality("application/json");
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
