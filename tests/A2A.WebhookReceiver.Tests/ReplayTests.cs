using System.Net;
using A2A.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.WebhookReceiver.Tests;

/// <summary>A copy of a webhook is of no use, and a repetition of one does no harm.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private static readonly WebhookHeader Delivery = new(WebhookHeaders.Id, $"{Tokens.Task}_c-1_1-1");

    private RedisServer _redis = null!; // set before each test
    private KeyServer _keys = null!; // set before each test
    private readonly Clock _clock = new();

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _keys = await KeyServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _keys.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_token_that_was_used_is_refused()
    {
        await using var receiver = Start();
        var client = receiver.CreateClient();
        var token = NewToken();

        (await client.PostTokenAsync(token, headers: Delivery)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var copy = await client.PostTokenAsync(token, headers: Delivery);

        copy.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await copy.Content.ReadAsStringAsync()).ShouldContain("used before");
        (await client.ReadAsync("/webhook/refused")).GetProperty("refused")[0].Text("cause").ShouldBe("Replayed");
        (await client.NotificationsAsync()).ShouldHaveSingleItem().Number("receipts").ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_was_used_is_refused_by_every_replica()
    {
        await using var one = Start();
        await using var other = Start();
        var token = NewToken();

        (await one.CreateClient().PostTokenAsync(token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await other.CreateClient().PostTokenAsync(token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Of_parallel_copies_one_is_kept()
    {
        await using var receiver = Start();
        var client = receiver.CreateClient();
        var token = NewToken();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostTokenAsync(token)));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(19);
    }

    [Fact]
    public async Task A_repeated_delivery_with_a_new_token_is_acknowledged_as_a_duplicate()
    {
        await using var receiver = Start();
        var client = receiver.CreateClient();

        await client.PostTokenAsync(NewToken(), headers: Delivery);
        var repeated = await client.PostTokenAsync(NewToken(), headers: Delivery).BodyAsync();

        repeated.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
        (await client.NotificationsAsync()).ShouldHaveSingleItem().Number("receipts").ShouldBe(2);
    }

    [Fact]
    public async Task A_token_is_remembered_no_longer_than_it_could_be_used()
    {
        await using var receiver = Start();
        await receiver.CreateClient().PostTokenAsync(NewToken());

        using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var keys = redis.GetServers().Single().Keys(pattern: "*token:*").ToList();
        var left = (await redis.GetDatabase().KeyTimeToLiveAsync(keys.ShouldHaveSingleItem())).ShouldNotBeNull();

        // Five minutes from iat to exp, and five by which clocks may differ.
        left.ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10.1));
    }

    [Fact]
    public async Task Without_redis_no_token_counts_and_the_sender_comes_again_with_a_new_one()
    {
        await using var receiver = Start();
        var client = receiver.CreateClient();
        (await client.PostTokenAsync(NewToken())).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _redis.KillAsync();
        await ShouldBeAskedToTryAgainAsync(await client.PostTokenAsync(NewToken(), headers: Delivery));
        await _redis.StartAsync();

        await Eventually.TrueAsync(async () => (await client.PostTokenAsync(NewToken(), headers: Delivery)).StatusCode == HttpStatusCode.OK);
        (await client.NotificationsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Without_keys_nothing_is_decided_until_they_are_back()
    {
        await using var receiver = Start();
        var client = receiver.CreateClient();
        _keys.IsAway = true;

        await ShouldBeAskedToTryAgainAsync(await client.PostTokenAsync(NewToken()));
        (await client.ReadAsync("/webhook/refused")).Number("count").ShouldBe(0);

        _keys.IsAway = false;
        _clock.Ahead = TimeSpan.FromMinutes(1);
        (await client.PostTokenAsync(NewToken())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.NotificationsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Keys_are_not_looked_for_where_a_redirect_leads()
    {
        await using var receiver = Start();
        _keys.IsElsewhere = true;

        await ShouldBeAskedToTryAgainAsync(await receiver.CreateClient().PostTokenAsync(NewToken()));
    }

    private Receiver Start() => Receiver.Start(
        _redis.ConnectionString, services => services.AddSingleton<TimeProvider>(_clock), Tokens.TrustByKeys(_keys.Address));

    private string NewToken() => Tokens.Es256(Tokens.Claims(_clock.GetUtcNow()), _keys.Key);

    private static async Task ShouldBeAskedToTryAgainAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await response.Content.ReadAsStringAsync());
        response.Headers.RetryAfter.ShouldNotBeNull();
    }
}
