using A2A.AgentApi.Encryption;
using A2A.AgentApi.Push;
using A2A.AgentApi.Redis;
using A2A.AgentApi.Tests.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Tests.Encryption;

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
    public async Task A_ring_of_another_key_stops_the_start_and_the_error_names_both(string? given)
    {
        await using var redis = await RedisServer.StartNewAsync();
        using (var first = Build(redis, "Production", new() { ["Encryption:Key"] = Key }))
        {
            await first.StartAsync(Token);
            await first.StopAsync(Token);
        }

        using var second = Build(redis, "Development", new() { ["Encryption:Key"] = given });
        var error = await Should.ThrowAsync<InvalidOperationException>(() => second.StartAsync(Token));

        error.Message.ShouldContain(EncryptionKey.From(Key).Id);
        error.Message.ShouldContain(given is null ? "given are: none" : EncryptionKey.From(given).Id);
        error.Message.ShouldContain("Encryption:EarlierKeys");
    }

    [Fact]
    public async Task Cards_may_not_be_kept_longer_than_the_next_key_is_published_before_it_signs()
    {
        await using var redis = await RedisServer.StartNewAsync();

        var error = Should.Throw<OptionsValidationException>(() => ApiReplica.Start(redis, new() { ["Cards:MaxAge"] = "00:08:00" }));

        error.Message.ShouldContain("Signing:PublishAhead");
    }

    private static IHost Build(RedisServer redis, string environment, Dictionary<string, string?> settings, ILoggerProvider? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:redis", redis.ConnectionString), .. settings]);
        builder.Services.AddLogging(logging => logging.AddProvider(log ?? new LinesOfLog()));
        builder.AddRedisStorage();
        builder.AddPush();
        return builder.Build();
    }
}
