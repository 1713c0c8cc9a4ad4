using A2A.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;

// The namespace in which an application's builder is at hand anyway.
namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the solution has: telemetry, health, and names instead of addresses.</summary>
public static class Extensions
{
    internal const string HealthPath = "/health";
    internal const string AlivePath = "/alive";
    private const string AliveTag = "alive";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Adds logs, metrics and traces (sent when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; else only the own spans are made),
    /// health checks, and service discovery and the standard resilience (at most 10 s per attempt, 30 s in all, repetitions of
    /// safe methods only) for the clients of <see cref="System.Net.Http.IHttpClientFactory"/>. A client of streams or of long
    /// answers removes the latter.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy("The process answers."), [AliveTag]);
        builder.Logging.AddFilter("Polly", LogLevel.Warning); // at Information it tells of every request
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<HealthReports>();
        // It logs a failing check each time with its exception; HealthReports logs what has changed.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (may the service get traffic: every check) and <c>/alive</c> (should it be left running:
    /// only what a restart would mend), in every environment, because the AppHost asks them too, and without a key, because
    /// monitors have none. Callers that are no operator get the status alone.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="isOperator">Whether a request may see what the checks say; in Development every request may.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app, Func<HttpContext, bool>? isOperator = null)
    {
        var isDevelopment = app.Environment.IsDevelopment();
        app.MapMethods(HealthPath, Methods, async (HttpContext context, HealthReports reports) =>
            {
                var report = await reports.LatestAsync(context.RequestAborted);
                await HealthReportJson.WriteAsync(context, report, isDevelopment || isOperator?.Invoke(context) == true);
            })
            .ExcludeFromDescription().DisableHttpMetrics().AllowAnonymous();
        app.MapHealthChecks(AlivePath, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(AliveTag),
            ResponseWriter = (context, report) => HealthReportJson.WriteAsync(context, report, withChecks: false),
        }).DisableHttpMetrics().AllowAnonymous();
        return app;
    }
}
