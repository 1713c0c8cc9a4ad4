using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace A2A.StandIns.Tests.OpenTelemetry;

public sealed class TelemetryHostTests
{
    [Fact]
    public async Task Starting_the_host_starts_all_three_signals()
    {
        using var source = new ActivitySource("test.signals");
        using var meter = new Meter("test.signals");
        var counter = meter.CreateCounter<int>("things");
        var ended = new Recorded<Activity, string>(a => a.OperationName);
        var logged = new Recorded<LogRecord, int>(r => r.EventId.Id);
        var measured = new List<string>();
        using var host = NewHost(services => services.AddOpenTelemetry()
            .WithTracing(t => t.AddSource("test.*").AddProcessor(ended))
            .WithMetrics(m => m.AddMeter("test.*").AddReader(new BaseExportingMetricReader(new MetricNames(measured))))
            .WithLogging(l => l.AddProcessor(logged)));

        await host.StartAsync();
        source.StartActivity("work")?.Dispose();
        counter.Add(1);
        host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test").Log(LogLevel.Warning, new EventId(7), "state", null, (s, _) => s);
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        await host.StopAsync();

        ended.Items.Count.ShouldBe(1);
        logged.Items.ShouldContain(7);
        measured.ShouldBe(["things"]);
    }

    [Fact]
    public async Task Adding_it_twice_extends_the_same_provider()
    {
        using var one = new ActivitySource("test.one");
        using var two = new ActivitySource("test.two");
        var ended = new Recorded<Activity, string>(a => a.OperationName);
        using var host = NewHost(services =>
        {
            services.AddOpenTelemetry().WithTracing(t => t.AddSource("test.one").AddProcessor(ended));
            services.AddOpenTelemetry().WithTracing(t => t.AddSource("test.two"));
        });

        await host.StartAsync();
        one.StartActivity("work")?.Dispose();
        two.StartActivity("work")?.Dispose();
        await host.StopAsync();

        ended.Items.Count.ShouldBe(2);
        host.Services.GetServices<TracerProvider>().Count().ShouldBe(1);
    }

    [Fact]
    public void It_starts_before_every_other_hosted_service()
    {
        var services = new ServiceCollection();
        services.AddHostedService<Idle>();

        services.AddOpenTelemetry();

        services.First(s => s.ServiceType == typeof(IHostedService)).ImplementationType!.Name.ShouldBe("TelemetryHostedService");
    }

    private static IHost NewHost(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        configure(builder.Services);
        return builder.Build();
    }

    /// <summary>Keeps a value of each item: log records themselves are used again.</summary>
    private sealed class Recorded<T, TValue>(Func<T, TValue> value) : BaseProcessor<T>
    {
        public List<TValue> Items { get; } = [];

        public override void OnEnd(T data) => Items.Add(value(data));
    }

    private sealed class MetricNames(List<string> names) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                names.Add(metric.Name);
            }

            return ExportResult.Success;
        }
    }

    private sealed class Idle : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
