using System.Net;
using System.Text;
using A2A.WebhookReceiver.Http.Limits;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Tests;

public sealed class SenderLimitTests : IAsyncLifetime
{
    private const string Body = """{"taskId":"t"}""";
    private static readonly WebhookHeader Guess = new(WebhookHeaders.NotificationToken, "a-guess");
    private static readonly WebhookHeader Known = new(WebhookHeaders.NotificationToken, Receiver.Token);

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
                return await client.PostAsync("/webhook", Encoding.UTF8.GetBytes(Body), Known);
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

        await Eventually.TrueAsync(async () => (await client.PostAsync("/webhook", Encoding.UTF8.GetBytes(Body), Known)).StatusCode == HttpStatusCode.OK);
    }

    /// <summary>A sender of many owners' webhooks sends from one address; what one owner sets wrong must not stop the others'.</summary>
    [Theory]
    [InlineData(WebhookHeaders.Signature, "v1,AAAA")]
    [InlineData(WebhookHeaders.A2ASignature, "sha256=00")]
    [InlineData(WebhookHeaders.WebhookSignature, "sha256=00")]
    [InlineData(WebhookHeaders.Authorization, "Bearer {token}")]
    public async Task Signed_webhooks_that_are_refused_do_not_stop_genuine_ones(string name, string value)
    {
        await using var receiver = Receiver.Start(
            _redis.ConnectionString, [.. Tokens.TrustBySecret, ("Webhooks:RefusalsPerSecond", "1"), ("Webhooks:RefusalBurst", "10")]);
        var client = receiver.CreateClient();
        var wrong = new WebhookHeader(name, value.Replace("{token}", Tokens.Hs256(Tokens.Claims(), "not-the-secret"), StringComparison.Ordinal));

        for (var i = 0; i < 200; i++)
        {
            (await client.PostAsync("/webhook", "{}"u8.ToArray(), wrong, Guess)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync("/webhook", Encoding.UTF8.GetBytes(Body), Known)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Bearer e30.e30.AA", HttpStatusCode.TooManyRequests)] // nobody's token is looked at here
    [InlineData("Bearer a-guess", HttpStatusCode.TooManyRequests)]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    public async Task Two_hundred_guesses_are_too_many_and_a_signed_webhook_is_kept_all_the_same(string? authorization, HttpStatusCode last)
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:RefusalsPerSecond", "1"), ("Webhooks:RefusalBurst", "10"));
        var client = receiver.CreateClient();
        WebhookHeader[] headers = authorization is null ? [Guess] : [Guess, new(WebhookHeaders.Authorization, authorization)];
        List<HttpStatusCode> statuses = [];

        for (var i = 0; i < 200; i++)
        {
            statuses.Add((await client.PostAsync("/webhook", "{}"u8.ToArray(), headers)).StatusCode);
        }

        statuses.ShouldContain(last);
        statuses.Count(status => status == last).ShouldBeGreaterThan(100);
        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Else guesses beside a forged token, which are not counted, would be told from hits.</summary>
    [Fact]
    public async Task Beside_a_forged_token_a_known_text_is_answered_like_a_guess()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, Tokens.TrustBySecret);
        var client = receiver.CreateClient();
        WebhookHeader forged = new(WebhookHeaders.Authorization, $"Bearer {Tokens.Hs256(Tokens.Claims(), "not-the-secret")}");

        var (guess, hit) = (await client.PostAsync("/webhook", "{}"u8.ToArray(), forged, Guess), await client.PostAsync("/webhook", "{}"u8.ToArray(), forged, Known));

        hit.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await hit.Content.ReadAsStringAsync()).ShouldContain("known secret");
        (await guess.Content.ReadAsStringAsync()).ShouldContain("known secret");
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
    [InlineData("ForwardedHeaders_Enabled", "true", HttpStatusCode.OK)]
    [InlineData("ForwardedHeaders_Enabled", "false", HttpStatusCode.TooManyRequests)]
    [InlineData("Webhooks:KnownProxies:front", "127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("Webhooks:KnownProxies:front", "10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    public async Task Behind_a_trusted_proxy_senders_are_told_by_the_address_that_it_says(
        string setting, string value, HttpStatusCode statusOfAnother)
    {
        await using var receiver = Receiver.Start(
            _redis.ConnectionString, (setting, value), ("Webhooks:RefusalsPerSecond", "1"), ("Webhooks:RefusalBurst", "1"));
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
