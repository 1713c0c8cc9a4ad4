using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace A2A.ServiceDefaults;

/// <summary>
/// Logs, metrics and traces by OpenTelemetry's instrumentation of ASP.NET Core, HttpClient and the runtime, and from this
/// solution's own sources (<c>A2A.*</c>).
/// </summary>
internal static class Telemetry
{
    private const string ExporterEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Own = "A2A.*";
    private const string GrpcClient = "Grpc.Net.Client"; // the span above that of HttpClient

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(Own));
        // The rest would be made for nothing without an exporter. The own spans pass the trace on from call to call.
        if (string.IsNullOrWhiteSpace(builder.Configuration[ExporterEndpoint]))
        {
            return;
        }

        telemetry
            .WithLogging(configureBuilder: null, options =>
            {
                options.IncludeFormattedMessage = true;
                options.IncludeScopes = true;
            })
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Own))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options => options.Filter = IsWorthTracing)
                .AddHttpClientInstrumentation()
                .AddSource(GrpcClient))
            .UseOtlpExporter();
        builder.Services.AddHostedService<TelemetryShutdown>();
    }

    // Questions for the health of a service come every few seconds and would bury the traces of tasks.
    private static bool IsWorthTracing(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(Extensions.HealthPath) && !context.Request.Path.StartsWithSegments(Extensions.AlivePath);
}
