using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace A2A.ServiceDefaults.Tests;

public sealed class TracingTests : IAsyncDisposable
{
    private readonly RecordedSpans _spans = new();
    private readonly HttpClient _client = new();
    private WebApplication? _app;

    [Fact]
    public async Task A_request_is_a_span_with_route_and_status()
    {
        await StartAsync();

        await _client.GetAsync(new Uri("/tasks/7?token=of-somebody", UriKind.Relative));
        await StopAsync();

        var span = _spans.All.Single(s => s.Kind == ActivityKind.Server);
        span.DisplayName.ShouldBe("GET /tasks/{id}");
        span.GetTagItem("http.route").ShouldBe("/tasks/{id}");
        span.GetTagItem("http.request.method").ShouldBe("GET");
        span.GetTagItem("http.response.status_code").ShouldBe(418);
        _spans.All.SelectMany(s => s.TagObjects).ShouldNotContain(tag => $"{tag.Value}".Contains("of-somebody"));
    }

    [Fact]
    public async Task A_call_is_one_trace_on_both_sides()
    {
        await StartAsync();

        await _client.GetAsync(new Uri("/tasks/7", UriKind.Relative));
        await StopAsync();

        var asked = _spans.All.Single(s => s.Source.Name == "System.Net.Http");
        var answered = _spans.All.Single(s => s.Source.Name == "Microsoft.AspNetCore");
        answered.ParentSpanId.ShouldBe(asked.SpanId);
        answered.TraceId.ShouldBe(asked.TraceId);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Requests_for_the_health_are_not_traced(string path)
    {
        await StartAsync();

        (await _client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await StopAsync();

        _spans.All.ShouldNotContain(s => s.Kind == ActivityKind.Server);
    }

    [Fact]
    public async Task Without_an_exporter_nothing_is_recorded_and_the_trace_goes_on_all_the_same()
    {
        string? seen = null;
        await StartAsync([], () => seen = Activity.Current?.Id);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks/7");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        await _client.SendAsync(request);
        await StopAsync();

        _spans.All.ShouldBeEmpty();
        seen.ShouldNotBeNull().ShouldStartWith("00-0af7651916cd43dd8448eb211c80319c-");
        seen.ShouldEndWith("-01");
    }

    [Fact]
    public async Task The_exporter_does_not_trace_itself()
    {
        var collected = new TaskCompletionSource();
        await using var collector = WebApplication.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"]);
        collector.MapPost("/v1/{signal}", (string signal) =>
        {
            if (signal == "traces")
            {
                collected.TrySetResult();
            }
        });
        await collector.StartAsync();
        await StartAsync(collector.Urls.First());

        await _client.GetAsync(new Uri("/tasks/7", UriKind.Relative));
        await StopAsync();

        await collected.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _spans.All.ShouldNotContain(s => s.Kind == ActivityKind.Client && $"{s.GetTagItem("url.full")}".Contains("/v1/"));
    }

    /// <param name="collector">Where spans are sent; nobody listens at port 1.</param>
    private Task StartAsync(string collector = "http://127.0.0.1:1") =>
        StartAsync([$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"], () => { });

    private async Task StartAsync(string[] settings, Action called)
    {
        _app = ServiceApp.Build(_spans, settings);
        _app.MapDefaultEndpoints();
        _app.MapGet("/tasks/{id}", (string id) =>
        {
            called();
            return Results.StatusCode(StatusCodes.Status418ImATeapot);
        });
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.First());
    }

    /// <summary>Kestrel waits for its requests to end, and with them their spans.</summary>
    private Task StopAsync() => _app!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
