using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;

namespace A2A.ServiceDefaults.Tests;

public sealed class ShutdownTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_missing_collector_does_not_hold_up_a_stop(string protocol)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closed = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await TimeToStopAsync(closed, protocol)).ShouldBeLessThan(Longest);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_collector_that_never_answers_does_not_hold_up_a_stop(string protocol)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        (await TimeToStopAsync(((IPEndPoint)silent.LocalEndpoint).Port, protocol)).ShouldBeLessThan(Longest);
    }

    private static async Task<TimeSpan> TimeToStopAsync(int collectorPort, string protocol)
    {
        var app = ServiceApp.Build(
            new RecordedSpans(),
            $"--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{collectorPort}",
            $"--OTEL_EXPORTER_OTLP_PROTOCOL={protocol}");
        app.MapGet("/work", () => "worked");
        await app.StartAsync();
        using var client = new HttpClient();
        (await client.GetAsync($"{app.Urls.First()}/work")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var clock = Stopwatch.StartNew();
        await app.StopAsync();
        await app.DisposeAsync();
        return clock.Elapsed;
    }
}
