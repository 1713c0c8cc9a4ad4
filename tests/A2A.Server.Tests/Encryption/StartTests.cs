using System.Net;
using System.Text.Json.Nodes;
using A2A.Server.Encryption;
using A2A.Server.Push;
using A2A.Server.Push.Keys;
using A2A.Server.Redis;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Encryption;

/// <summary>What a replica says at its start of keys that are missing or wrong.</summary>
public sealed class StartTests
{
    private const string Key = "the-key-0123456789-0123456789-0123456789";
    private const string Other = "another-key-0123456789-0123456789-0123456789";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Production", "Encryption:Key", "", "openssl rand -base64 32")]
    [InlineData("Staging", "Encryption:Key", "", "openssl rand -base64 32")]
    [InlineData("Production", "Encryption:Key", "too-short", "at least 32 characters")]
    [InlineData("Development", "Encryption:Key", "too-short", "at least 32 characters")]
    [InlineData("Development", "Encryption:EarlierKeys:old", "too-short", "Encryption:EarlierKeys")]
    [InlineData("Development", "Signing:TokenLifetime", "00:05:01", "Signing:TokenLifetime")]
    [InlineData("Development", "Signing:TokenLifetime", "00:00:00.9", "Signing:TokenLifetime")]
    [InlineData("Development", "Signing:PublishAhead", "00:00:00", "Signing:PublishAhead")]
    [InlineData("Development", "Signing:RotateEvery", "00:10:00", "Signing:PublishAhead")]
    public async Task A_setting_that_makes_no_sense_stops_the_start_with_the_remedy(string environment, string name, string value, string said)
    {
        await using var redis = await RedisServer.StartNewAsync();
        using var host = Build(redis, environment, new() { [name] = value });

        var error = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(Token));

        error.Message.ShouldContain(said);
        error.Message.ShouldNotContain("too-short");
    }

    [Fact]
    public async Task In_development_the_key_may_be_missing_and_a_warning_says_so()
    {
        await using var redis = await RedisServer.StartNewAsync();
        var log = new LinesOfLog();
        using var host = Build(redis, "Development", [], log);

        await host.StartAsync(Token);
        await host.StopAsync(Token);

        log.ToString().ShouldContain("Encryption:Key is not set");
    }

    [Theory]
    [InlineData(Other)]
    [InlineData(null)]
    public async Task Another_key_than_before_stops_the_start_and_the_error_names_both(string? given)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await StartAndStopAsync(redis, Key);

        using var second = Build(redis, "Development", new() { ["Encryption:Key"] = given });
        var error = await Should.ThrowAsync<InvalidOperationException>(() => second.StartAsync(Token));

        error.Message.ShouldContain(SecretSeal.KeyId(Key));
        error.Message.ShouldContain(given is null ? "given are: none" : SecretSeal.KeyId(given));
        error.Message.ShouldContain("Encryption:EarlierKeys");
        error.Message.ShouldContain("delete a2a:v1:signing-keys");
    }

    [Fact]
    public async Task What_lies_in_clear_from_a_time_without_a_key_stops_the_start_with_one()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await StartAndStopAsync(redis, key: null);

        using var second = Build(redis, "Production", new() { ["Encryption:Key"] = Key });
        var error = await Should.ThrowAsync<InvalidOperationException>(() => second.StartAsync(Token));

        error.Message.ShouldContain("Delete a2a:v1:signing-keys");
    }

    [Fact]
    public async Task A_key_ring_of_a_former_version_stops_the_start_and_makes_a_running_replica_unready()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var storage = await Storage.OpenAsync(redis);
        await using var running = ApiReplica.Start(redis);
        await storage.Database.HashSetAsync("a2a:v1:key-ring", "key-1", "<key/>");

        using var second = Build(redis, "Production", new() { ["Encryption:Key"] = Key });
        var error = await Should.ThrowAsync<InvalidOperationException>(() => second.StartAsync(Token));

        error.Message.ShouldContain("delete a2a:v1:key-ring and a2a:v1:signing-keys");
        await Eventually.TrueAsync(async () =>
        {
            using var health = await running.GetAsync("/health");
            return health.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
    }

    [Fact]
    public async Task The_first_start_with_a_new_key_rewrites_the_signing_keys_so_that_the_earlier_one_can_be_taken_away()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await StartAndStopAsync(redis, Key);
        await using var storage = await Storage.OpenAsync(redis);
        var before = await KidsAsync(storage);

        await StartAndStopAsync(redis, Other, ("Encryption:EarlierKeys:old", Key));

        (await storage.Database.StringGetAsync(RedisKeys.SigningKeys)).ToString().ShouldNotContain(SecretSeal.KeyId(Key));
        await StartAndStopAsync(redis, Other);
        (await KidsAsync(storage)).ShouldBe(before);
    }

    [Fact]
    public async Task A_replica_that_only_opens_what_the_new_key_seals_leaves_it_as_it_is()
    {
        await using var redis = await RedisServer.StartNewAsync();
        using var old = Build(redis, "Production", new() { ["Encryption:Key"] = Key, ["Encryption:EarlierKeys:next"] = Other });
        await old.StartAsync(Token);
        await StartAndStopAsync(redis, Other, ("Encryption:EarlierKeys:old", Key));
        await using var storage = await Storage.OpenAsync(redis);
        var sealedKeys = await storage.Database.StringGetAsync(RedisKeys.SigningKeys);

        await old.Services.GetRequiredService<SigningKeys>().RefreshAsync(Token);

        (await storage.Database.StringGetAsync(RedisKeys.SigningKeys)).ShouldBe(sealedKeys);
        await old.StopAsync(Token);
    }

    [Fact]
    public async Task Nothing_protects_data_by_keys_in_the_home_folder()
    {
        await using var redis = await RedisServer.StartNewAsync();

        await using var replica = ApiReplica.Start(redis, new() { ["Callers:ApiKeys:some"] = "a-key-of-a-caller-0123456789" });
        (await replica.GetAsync("/", ("X-API-Key", "a-key-of-a-caller-0123456789"))).Dispose();

        replica.Log.Lines.ShouldContain(line => line.Category == "Microsoft.Hosting.Lifetime");
        replica.Log.Lines.ShouldNotContain(line => line.Category.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cards_may_not_be_kept_longer_than_the_next_key_is_published_before_it_signs()
    {
        await using var redis = await RedisServer.StartNewAsync();

        var error = Should.Throw<OptionsValidationException>(() => ApiReplica.Start(redis, new() { ["Cards:MaxAge"] = "00:08:00" }));

        error.Message.ShouldContain("Signing:PublishAhead");
    }

    private static async Task StartAndStopAsync(RedisServer redis, string? key, params (string Name, string Value)[] settings)
    {
        var all = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        all["Encryption:Key"] = key;
        using var host = Build(redis, key is null ? "Development" : "Production", all);
        await host.StartAsync(Token);
        await host.StopAsync(Token);
    }

    private static async Task<string?[]> KidsAsync(Storage storage)
    {
        var stored = JsonNode.Parse((await storage.Database.StringGetAsync(RedisKeys.SigningKeys)).ToString()).ShouldNotBeNull();
        return [.. stored.AsArray().Select(key => (string?)key?["kid"])];
    }

    private static IHost Build(RedisServer redis, string environment, Dictionary<string, string?> settings, ILoggerProvider? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:redis", redis.ConnectionString), .. settings]);
        builder.Services.AddLogging(logging => logging.AddProvider(log ?? new LinesOfLog()));
        new A2AServerBuilder(builder).UseRedis();
        builder.Services.AddPush();
        return builder.Build();
    }
}
