using System.Net;
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
    private const string Bare = """{"status":"Unhealthy"}""";

    private static readonly HealthCheckResult Full = HealthCheckResult.Unhealthy(
        "The disk at 10.1.2.3 is full.", new IOException("detail-of-the-inside"), new Dictionary<string, object> { ["inner"] = "10.1.2.3" });

    [Theory]
    [InlineData("/health")]
    [InlineData("/health", "X-Key", "wrong")]
    public async Task A_stranger_learns_the_status_and_nothing_else(string path, string? header = null, string? value = null)
    {
        await using var app = await StartAsync("Production", () => Full);

        var (status, body) = await ReadAsync(app, path, header, value);

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.ShouldBe(Bare);
    }

    [Theory]
    [InlineData("Production", "right")]
    [InlineData("Development", "")]
    public async Task An_operator_and_everybody_in_development_learns_what_each_check_says_but_no_exception(string environment, string key)
    {
        await using var app = await StartAsync(environment, () => Full);

        var (_, body) = await ReadAsync(app, "/health", "X-Key", key);

        var checks = JsonDocument.Parse(body).RootElement.GetProperty("checks").EnumerateArray().ToList();
        checks.Select(check => check.GetProperty("name").GetString()).ShouldBe(["self", "disk"], ignoreOrder: true);
        body.ShouldContain("The disk at 10.1.2.3 is full.");
        body.ShouldNotContain("detail-of-the-inside");
    }

    [Fact]
    public async Task The_text_of_an_exception_that_a_check_throws_is_told_nobody()
    {
        await using var app = await StartAsync("Development", () => throw new IOException("detail-of-the-inside"));

        var (status, body) = await ReadAsync(app, "/health");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.ShouldContain("disk");
        body.ShouldNotContain("detail-of-the-inside");
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task Only_what_is_unhealthy_makes_the_service_unready_and_nothing_of_it_makes_it_dead(HealthStatus health, HttpStatusCode expected)
    {
        await using var app = await StartAsync("Production", () => new HealthCheckResult(health, "The disk."));

        var (status, body) = await ReadAsync(app, "/health");
        var (alive, aliveBody) = await ReadAsync(app, "/alive");

        status.ShouldBe(expected);
        body.ShouldBe($$"""{"status":"{{health}}"}""");
        alive.ShouldBe(HttpStatusCode.OK);
        aliveBody.ShouldBe("""{"status":"Healthy"}""");
    }

    [Fact]
    public async Task However_many_ask_the_checks_run_once_a_second()
    {
        var (time, runs) = (new MovedTime(), 0);
        await using var app = await StartAsync("Production", () => Runs(), time);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(app, "/health")));
        await ReadAsync(app, "/health");
        runs.ShouldBe(1);
        time.Moved = TimeSpan.FromSeconds(1.1);
        await ReadAsync(app, "/health");
        runs.ShouldBe(2);

        HealthCheckResult Runs()
        {
            Interlocked.Increment(ref runs);
            return HealthCheckResult.Healthy();
        }
    }

    [Fact]
    public async Task The_log_is_told_when_health_changes_and_not_each_time()
    {
        var (time, health, log) = (new MovedTime(), Full, new LinesOfLog());
        await using var app = await StartAsync("Production", () => health, time, log);

        for (var asked = 0; asked < 5; asked++)
        {
            await ReadAsync(app, "/health");
            time.Moved += TimeSpan.FromSeconds(2);
        }

        health = HealthCheckResult.Healthy();
        await ReadAsync(app, "/health");

        log.Of("Microsoft.Extensions.Diagnostics.HealthChecks").ShouldBeEmpty();
        log.Of(typeof(HealthReports).FullName!).ShouldBe( // a class has a name
            ["Warning: The service is Unhealthy. disk: The disk at 10.1.2.3 is full.", "Information: The service is healthy again"]);
    }

    private static async Task<(HttpStatusCode Status, string Body)> ReadAsync(WebApplication app, string path, string? header = null, string? value = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.First() + path);
        if (header is not null)
        {
            request.Headers.Add(header, value);
        }

        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<WebApplication> StartAsync(
        string environment, Func<HealthCheckResult> disk, TimeProvider? time = null, ILoggerProvider? log = null)
    {
        var builder = WebApplication.CreateBuilder(["--environment", environment]);
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("disk", disk);
        var app = builder.Build();
        app.MapDefaultEndpoints(context => context.Request.Headers["X-Key"] == "right");
        await app.StartAsync();
        return app;
    }
}
