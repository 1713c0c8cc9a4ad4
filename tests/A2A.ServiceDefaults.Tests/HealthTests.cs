using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace A2A.ServiceDefaults.Tests;

public sealed class HealthTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task The_health_report_names_each_check_in_every_environment(string environment)
    {
        await using var app = await StartAsync(environment, HealthCheckResult.Healthy("There is room."));

        var (status, report) = await ReadAsync(app, "/health");

        status.ShouldBe(HttpStatusCode.OK);
        report.GetProperty("status").GetString().ShouldBe("Healthy");
        Check(report, "disk").GetProperty("description").GetString().ShouldBe("There is room.");
    }

    [Fact]
    public async Task What_is_broken_makes_the_service_unready_but_leaves_it_alive()
    {
        var broken = HealthCheckResult.Unhealthy("The disk is full.", new IOException("detail-of-the-inside"));
        await using var app = await StartAsync("Production", broken);

        var (ready, report) = await ReadAsync(app, "/health");
        var (alive, _) = await ReadAsync(app, "/alive");

        ready.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Check(report, "disk").GetProperty("status").GetString().ShouldBe("Unhealthy");
        Check(report, "disk").GetProperty("description").GetString().ShouldBe("The disk is full.");
        report.GetRawText().ShouldNotContain("detail-of-the-inside");
        alive.ShouldBe(HttpStatusCode.OK);
    }

    private static JsonElement Check(JsonElement report, string name) =>
        report.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    private static async Task<(HttpStatusCode, JsonElement)> ReadAsync(WebApplication app, string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(app.Urls.First() + path);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<WebApplication> StartAsync(string environment, HealthCheckResult disk)
    {
        var builder = WebApplication.CreateBuilder(["--environment", environment]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("disk", () => disk);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return app;
    }
}
