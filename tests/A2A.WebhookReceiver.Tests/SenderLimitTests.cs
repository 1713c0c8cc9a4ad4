using System.Net;
using A2A.Protocol.Webhooks;
using A2A.WebhookReceiver.Http.Limits;

namespace A2A.WebhookReceiver.Tests;

public sealed class SenderLimitTests : IAsyncLifetime
{
    private const string Body = """{"taskId":"t"}""";
    private static readonly WebhookHeader Guess = new(WebhookHeaders.NotificationToken, "a-guess");

    private RedisServer _redis = null!; // set before each test

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task A_sender_who_asks_too_often_is_told_when_to_come_again()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:RequestsPerSecond", "1"), ("Webhooks:Burst", "3"));
        var client = receiver.CreateClient();

        await ShouldBeTurnedAwayInTheEndAsync(() => client.PostSignedAsync("d-1", Body), HttpStatusCode.OK, "requests per second");

        (await client.GetAsync("/webhook/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.NotificationsAsync()).ShouldHaveSingleItem();
        (await client.ReadAsync("/webhook/refused")).GetProperty("refused")[0].Text("cause").ShouldBe("TooOften");
    }

    [Fact]
    public async Task Challenges_are_counted_too()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:RequestsPerSecond", "1"), ("Webhooks:Burst", "3"));
        var client = receiver.CreateClient();

        await ShouldBeTurnedAwayInTheEndAsync(() => client.GetAsync("/webhook/validate?challenge=1"), HttpStatusCode.OK, "requests per second");
    }

    [Fact]
    public async Task Who_guesses_is_soon_not_listened_to_even_if_right()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:RefusalsPerSecond", "1"), ("Webhooks:RefusalBurst", "3"));
        var client = receiver.CreateClient();

        await ShouldBeTurnedAwayInTheEndAsync(() => client.PostAsync("/webhook", "{}"u8.ToArray(), Guess), HttpStatusCode.Unauthorized, "not genuine");

        await ShouldBeTurnedAwayInTheEndAsync(
            async () =>
            {
                await client.PostAsync("/webhook", "{}"u8.ToArray(), Guess);
                return await client.PostSignedAsync("d-1", Body);
            },
            HttpStatusCode.OK,
            "not genuine");
    }

    [Fact]
    public async Task Who_was_turned_away_for_guesses_is_listened_to_again_later()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:RefusalsPerSecond", "1"), ("Webhooks:RefusalBurst", "1"));
        var client = receiver.CreateClient();

        await client.PostAsync("/webhook", "{}"u8.ToArray(), Guess);

        await Eventually.TrueAsync(async () => (await client.PostSignedAsync("d-1", Body)).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_genuine_is_no_guess()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:RefusalsPerSecond", "1"), ("Webhooks:RefusalBurst", "1"));
        var client = receiver.CreateClient();

        for (var i = 0; i < 10; i++)
        {
            (await client.PostSignedAsync($"d-{i}", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.PostSignedAsync($"e-{i}", "{}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData("true", HttpStatusCode.OK)]
    [InlineData("false", HttpStatusCode.TooManyRequests)]
    public async Task Behind_a_trusted_proxy_senders_are_told_by_the_address_that_it_says(string isTrusted, HttpStatusCode statusOfAnother)
    {
        await using var receiver = Receiver.Start(
            _redis.ConnectionString, ("ForwardedHeaders_Enabled", isTrusted), ("Webhooks:RefusalsPerSecond", "1"), ("Webhooks:RefusalBurst", "1"));
        var client = receiver.CreateClient();
        WebhookHeader busy = new("X-Forwarded-For", "203.0.113.9, 203.0.113.1"), another = new("X-Forwarded-For", "203.0.113.1, 203.0.113.9");
        WebhookHeader genuine = new(WebhookHeaders.NotificationToken, Receiver.Token);

        var statuses = new List<HttpStatusCode>();
        await Eventually.TrueAsync(async () =>
        {
            await client.PostAsync("/webhook", "{}"u8.ToArray(), Guess, busy);
            statuses.Add((await client.PostAsync("/webhook", """{"taskId":"t"}"""u8.ToArray(), genuine, another)).StatusCode);
            return statuses[^1] == statusOfAnother;
        });

        statuses.ShouldContain(statusOfAnother);
        statuses.Contains(HttpStatusCode.TooManyRequests).ShouldBe(statusOfAnother == HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_sender_is_an_address_or_a_network_of_64_bits(string one, string other, bool areSame)
    {
        (Senders.At(IPAddress.Parse(one)) == Senders.At(IPAddress.Parse(other))).ShouldBe(areSame);
    }

    /// <summary>Sends as quickly as it can, which is quicker than one per second.</summary>
    private static async Task ShouldBeTurnedAwayInTheEndAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode before, string reason)
    {
        HttpResponseMessage last = null!; // set by the first look
        await Eventually.TrueAsync(async () =>
        {
            last = await send();
            last.StatusCode.ShouldBeOneOf(before, HttpStatusCode.TooManyRequests);
            return last.StatusCode == HttpStatusCode.TooManyRequests;
        });

        last.Headers.RetryAfter!.Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        last.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await last.Content.ReadAsStringAsync()).ShouldContain(reason);
    }
}
