using A2A.Server.Redis;
using A2A.Server.Tests.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

/// <summary>What a replica says of a Redis that may lose what it has acknowledged, or does not tell.</summary>
public sealed class DurabilityTests
{
    private const string Unknown = "whether it keeps every acknowledged write is unknown";

    private static readonly string[] Mute = ["--rename-command", "CONFIG", ""];

    [Fact]
    public async Task A_redis_that_keeps_everything_is_healthy_and_said_to_do_so()
    {
        await using var redis = await RedisServer.StartNewAsync();

        var (status, said, log) = await HealthAsync(redis);

        status.ShouldBe(HealthStatus.Healthy);
        said.ShouldBe("Redis answers and keeps every acknowledged write.");
        log.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redis_without_append_only_file_that_evicts_is_degraded_whether_or_not_it_answers_config(bool answers)
    {
        await using var redis = await RedisServer.StartNewAsync([.. answers ? [] : Mute, "--appendonly", "no", "--maxmemory-policy", "allkeys-lru"]);

        var (status, said, log) = await HealthAsync(redis);

        status.ShouldBe(HealthStatus.Degraded);
        said.ShouldContain("appendonly is 'no'");
        said.ShouldContain("maxmemory-policy is 'allkeys-lru'");
        log.ShouldContain(line => line.Contains("may lose acknowledged tasks"));
    }

    [Fact]
    public async Task A_redis_without_config_is_healthy_but_how_it_syncs_is_unknown()
    {
        await using var redis = await RedisServer.StartNewAsync(Mute);

        var (status, said, log) = await HealthAsync(redis);

        status.ShouldBe(HealthStatus.Healthy);
        said.ShouldContain(Unknown);
        said.ShouldContain("See to it that appendfsync is 'always'.");
        log.ShouldHaveSingleItem().ShouldContain("appendfsync is 'always'");
    }

    [Fact]
    public async Task A_user_who_may_ask_neither_config_nor_info_learns_that_all_is_unknown()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var admin = await ConnectionMultiplexer.ConnectAsync(redis.AdminConnectionString);
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-config", "-info");

        var (status, said, _) = await HealthAsync(redis, $"{redis.ConnectionString},user=app,password=secret");

        status.ShouldBe(HealthStatus.Healthy);
        said.ShouldContain("appendonly is 'yes' and appendfsync is 'always' and maxmemory-policy is 'noeviction'");
    }

    [Fact]
    public async Task A_client_that_may_not_ask_neither_stops_the_start_nor_takes_all_for_well()
    {
        await using var redis = await RedisServer.StartNewAsync();

        var (status, said, _) = await HealthAsync(redis, services: services => services.PostConfigure<ConfigurationOptions>(options => options.AllowAdmin = false));

        status.ShouldBe(HealthStatus.Healthy);
        said.ShouldContain(Unknown);
    }

    private static async Task<(HealthStatus Status, string Said, List<string> Log)> HealthAsync(
        RedisServer redis, string? connection = null, Action<IServiceCollection>? services = null)
    {
        await using var replica = ApiReplica.Start(redis, new() { ["ConnectionStrings:redis"] = connection ?? redis.ConnectionString }, services: services);
        var report = await replica.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        var log = replica.Log.Lines.Where(line => line.Level >= LogLevel.Warning && line.Category == typeof(RedisStartup).FullName);
        var entry = report.Entries["storage"];
        return (entry.Status, entry.Description.ShouldNotBeNull(), log.Select(line => line.Message).ToList());
    }
}
