using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace A2A.ServiceDefaults;

/// <summary>Logs, metrics and traces from .NET's own sources and meters and from those of this solution (<c>A2A.*</c>).</summary>
internal static class Telemetry
{
    private const string ExporterEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>ASP.NET Core 10 puts method, path and server on its spans only when asked to; from 11 on it always does.</summary>
    private const string NoTagsOnRequestSpans = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "A2A.*"];

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "A2A.*"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        AppContext.SetSwitch(NoTagsOnRequestSpans, false);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, RequestSpanNaming>());

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithLogging(configureBuilder: null, options =>
            {
                options.IncludeFormattedMessage = true;
                options.IncludeScopes = true;
            })
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .WithTracing(tracing => tracing.AddSource(Sources).AddProcessor(new HealthRequestFilter()));

        if (!string.IsNullOrWhiteSpace(builder.Configuration[ExporterEndpoint]))
        {
            telemetry.UseOtlpExporter();
            builder.Services.AddHostedService<TelemetryShutdown>();
        }
    }
}
