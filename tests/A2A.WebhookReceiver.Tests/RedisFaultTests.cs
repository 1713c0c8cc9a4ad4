using System.Diagnostics;
using System.Net;
using A2A.ServiceDefaults;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Tests;

public sealed class RedisFaultTests : IAsyncLifetime
{
    private const string Body = """{"taskId":"t"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RedisServer _redis = new();
    private Receiver? _receiver;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Without_redis_the_sender_is_asked_to_try_again_within_two_seconds()
    {
        var client = StartReceiver();

        await ShouldBeAskedToTryAgainAsync(client);

        (await client.GetAsync("/webhook/notifications")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/webhook/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_redis_that_hangs_at_the_start_delays_neither_the_start_nor_the_first_answer()
    {
        await _redis.StartAsync();
        await _redis.FreezeAsync();
        try
        {
            var clock = Stopwatch.StartNew();
            _receiver = Receiver.Start(_redis.PatientConnectionString);

            await ShouldBeAskedToTryAgainAsync(_receiver.CreateClient());

            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20)); // the promise is that nothing waits for the connection
        }
        finally
        {
            await _redis.ThawAsync();
        }

        await ShouldRecoverAsync(_receiver.CreateClient(), "d-2");
    }

    [Fact]
    public async Task A_redis_that_has_forgotten_the_scripts_is_sent_them_again()
    {
        await _redis.StartAsync();
        var client = StartReceiver();
        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.AdminConnectionString);
        await connection.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");

        (await client.PostSignedAsync("d-2", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_redis_that_hangs_is_treated_as_one_that_is_away()
    {
        await _redis.StartAsync();
        var client = StartReceiver();
        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _redis.FreezeAsync();
        try
        {
            await ShouldBeAskedToTryAgainAsync(client);
        }
        finally
        {
            await _redis.ThawAsync();
        }

        await ShouldRecoverAsync(client, "d-2");
        (await client.NotificationsAsync()).Count(n => n.Text("deliveryId") == "d-2").ShouldBe(1);
    }

    [Fact]
    public async Task A_redis_that_crashed_and_came_back_is_used_again_and_has_lost_nothing()
    {
        await _redis.StartAsync();
        var client = StartReceiver();
        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _redis.KillAsync();
        await ShouldBeAskedToTryAgainAsync(client);
        await _redis.StartAsync();

        await ShouldRecoverAsync(client, "d-2");
        (await client.NotificationsAsync()).Select(n => n.Text("deliveryId")).ShouldBe(["d-1", "d-2"]);
    }

    [Fact]
    public async Task An_outage_is_one_warning_without_a_stack_and_its_end_one_line()
    {
        var log = new LinesOfLog();
        await _redis.StartAsync();
        _receiver = Receiver.Start(_redis.ConnectionString, services => services.AddSingleton<ILoggerProvider>(log));
        var client = _receiver.CreateClient();
        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var before = log.Lines.Count;
        await _redis.KillAsync();
        for (var sent = 0; sent < 3; sent++)
        {
            await ShouldBeAskedToTryAgainAsync(client);
        }

        await _redis.StartAsync();
        await Eventually.TrueAsync(async () =>
        {
            await client.GetAsync("/webhook/notifications");
            return log.Of(typeof(StorageOutage).FullName!).Any(line => line.StartsWith("Information: The storage is back")); // a class has a name
        });

        var warning = log.Lines.Skip(before).Where(line => line.Level >= LogLevel.Warning).ShouldHaveSingleItem();
        warning.Message.ShouldStartWith("The storage is away");
        warning.Exception.ShouldBeNull();
    }

    [Fact]
    public async Task A_webhook_that_is_not_genuine_is_refused_though_redis_is_away()
    {
        (await StartReceiver().PostAsync("/webhook", "{}"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_missing_connection_string_stops_the_start()
    {
        var error = await FailedStart.Of(("Webhooks:Tokens:test", Receiver.Token));

        error.ShouldBeOfType<OptionsValidationException>().Message.ShouldContain("ConnectionStrings:redis");
    }

    private HttpClient StartReceiver()
    {
        _receiver = Receiver.Start(_redis.ConnectionString);
        return _receiver.CreateClient();
    }

    private static async Task ShouldBeAskedToTryAgainAsync(HttpClient client)
    {
        using var response = await Eventually.WithinAsync(TimeSpan.FromSeconds(2), () => client.PostSignedAsync("d-2", Body));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    /// <summary>Sends again and again, as a sender would, until the webhook is taken.</summary>
    private static async Task ShouldRecoverAsync(HttpClient client, string deliveryId)
    {
        var clock = Stopwatch.StartNew();
        while ((await client.PostSignedAsync(deliveryId, Body)).StatusCode != HttpStatusCode.OK)
        {
            clock.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(20);
        }
    }
}
