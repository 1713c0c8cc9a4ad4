using System.Collections.Concurrent;
using System.Diagnostics;
using A2A.Server.Tests.Http.Callers;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace A2A.Server.Tests.Operations;

/// <summary>What the telemetry of a service collects of requests below <c>/ops</c>.</summary>
public sealed class UntracedReadingTests(PageServers servers) : IClassFixture<PageServers>
{
    [Fact]
    public async Task Reading_begins_no_trace_and_is_part_of_the_readers_own()
    {
        var collected = new Collected();
        await using var api = PageServers.Start(
            servers.Redis,
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" },
            services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(collected)));
        using var browser = new OperatorBrowser(api);
        collected.Port = api.Client.BaseAddress!.Port; // it is set once the server listens
        const string Own = "0af7651916cd43dd8448eb211c80319c";
        var key = ("X-API-Key", KeyedApi.Operator);

        await browser.SendAsync("GET", "/ops/overview", null, key);
        await browser.SendAsync("GET", "/ops/page/page.css", null, key);
        await browser.SendAsync("POST", "/ops/dead-letters/replay", null, key);
        await browser.SendAsync("GET", "/ops/keys", null, key, ("traceparent", $"00-{Own}-b7ad6b7169203331-01"));

        await Eventually.TrueAsync(() => Task.FromResult(collected.Spans.Count >= 2));
        collected.Spans.ShouldBe(["POST /ops/dead-letters/replay", $"GET /ops/keys {Own}"], ignoreOrder: true);
    }

    private sealed class Collected : BaseProcessor<Activity>
    {
        public ConcurrentQueue<string> Spans { get; } = new();

        /// <summary>Spans are those of the whole process; only this server's count.</summary>
        public int Port { get; set; }

        public override void OnEnd(Activity data)
        {
            if (data.Kind == ActivityKind.Server && Equals(data.GetTagItem("server.port"), Port))
            {
                Spans.Enqueue(data.HasRemoteParent ? $"{data.DisplayName} {data.TraceId}" : data.DisplayName);
            }
        }
    }
}
