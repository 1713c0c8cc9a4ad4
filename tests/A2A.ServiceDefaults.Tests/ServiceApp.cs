using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace A2A.ServiceDefaults.Tests;

/// <summary>A service with the defaults on a free port; its ended spans are kept.</summary>
internal static class ServiceApp
{
    public static WebApplication Build(RecordedSpans spans, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Critical).AddFilter(null, LogLevel.Critical);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
        return builder.Build();
    }
}

/// <summary>Keeps the spans that an exporter would send.</summary>
internal sealed class RecordedSpans : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _ended = new();

    public Activity[] All => [.. _ended.Where(span => span.Recorded)];

    public override void OnEnd(Activity data) => _ended.Enqueue(data);
}
