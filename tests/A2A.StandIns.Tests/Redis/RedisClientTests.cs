using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace A2A.StandIns.Tests.Redis;

public sealed class RedisClientTests
{
    [Fact]
    public void A_missing_connection_string_is_a_clear_error()
    {
        using var host = NewHost(connectionString: null);

        var error = Should.Throw<InvalidOperationException>(host.Services.GetRequiredService<IConnectionMultiplexer>);

        error.Message.ShouldContain("ConnectionStrings:redis");
    }

    [Fact]
    public async Task While_redis_is_away_the_client_is_unhealthy_and_says_why()
    {
        using var host = NewHost($"127.0.0.1:{ClosedPort()},connectTimeout=500");

        var check = await CheckAsync(host);

        check.Status.ShouldBe(HealthStatus.Unhealthy);
        check.Description.ShouldNotBeNull().ShouldStartWith("Redis");
    }

    [Fact]
    public async Task The_client_connects_when_redis_comes_back()
    {
        var port = ClosedPort();
        using var host = NewHost($"127.0.0.1:{port},connectTimeout=500");
        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Unhealthy);

        using var redis = Process.Start("redis-server", $"--port {port} --bind 127.0.0.1 --save \"\" --appendonly no --daemonize no");
        try
        {
            var deadline = DateTime.UtcNow.AddSeconds(60);
            while ((await CheckAsync(host)).Status != HealthStatus.Healthy)
            {
                DateTime.UtcNow.ShouldBeLessThan(deadline);
                await Task.Delay(20);
            }
        }
        finally
        {
            redis.Kill();
            await redis.WaitForExitAsync();
        }
    }

    [Fact]
    public void Settings_and_options_can_be_changed_in_code()
    {
        ConfigurationOptions? seen = null;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddRedisClient(
            "redis",
            settings => settings.ConnectionString = $"127.0.0.1:{ClosedPort()},connectTimeout=100",
            options => seen = options);
        using var host = builder.Build();

        host.Services.GetRequiredService<IConnectionMultiplexer>().ShouldBeSameAs(host.Services.GetRequiredService<IConnectionMultiplexer>());

        seen.ShouldNotBeNull().AbortOnConnectFail.ShouldBeFalse();
        seen.ConnectTimeout.ShouldBe(100);
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries["StackExchange.Redis"];
    }

    private static IHost NewHost(string? connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Configuration["ConnectionStrings:redis"] = connectionString;
        builder.AddRedisClient("redis");
        return builder.Build();
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
