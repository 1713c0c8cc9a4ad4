using System.Collections.Concurrent;
using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tests.Redis;
using A2A.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.Server.Tests.Push;

/// <summary>Receivers that refuse webhooks for a while: deployments, sleeping tunnels, missing keys, wrong clocks.</summary>
public sealed class RefusedWebhookTests : IAsyncLifetime
{
    private const int Events = 11;

    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(404, 404, 401, 403, 302, 200)]
    [InlineData(405, 409, 418, 200)]
    [InlineData(503, 404, 400, 422, 415, 413, 200)]
    public async Task A_receiver_that_refuses_for_a_while_gets_every_event_once_in_order(params int[] answers)
    {
        var taken = new ConcurrentQueue<int>();
        var turn = -1;
        await using var endpoint = await Endpoint.StartAsync((webhook, http) =>
        {
            http.Response.StatusCode = answers[Math.Min(Interlocked.Increment(ref turn), answers.Length - 1)];
            if (http.Response.StatusCode == 200)
            {
                taken.Enqueue(webhook.Sequence);
            }

            return Task.CompletedTask;
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), Events - 1);

        await Eventually.TrueAsync(() => Task.FromResult(taken.Count >= Events), "all events are taken");
        await _scene.AtRestAsync(run);
        taken.ShouldBe(Enumerable.Range(1, Events));
        (await replica.Records.DeadLettersAsync(null, null, null, 10, Token)).Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receiver_that_refuses_while_it_comes_back_from_a_longer_outage_loses_nothing()
    {
        var (taken, refused, began) = (new ConcurrentQueue<int>(), 0, TimeProvider.System.GetTimestamp());
        await using var endpoint = await Endpoint.StartAsync((webhook, http) =>
        {
            var isAway = TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(6);
            http.Response.StatusCode = isAway ? 503 : Interlocked.Increment(ref refused) <= 2 ? 404 : 200;
            if (http.Response.StatusCode == 200)
            {
                taken.Enqueue(webhook.Sequence);
            }

            return Task.CompletedTask;
        });
        await using var replica = await PushReplica.StartAsync(
            _scene.Redis, ("GiveUpRefusalAfter", "00:00:05"), ("MaxAttempts", "100"), ("Circuit:Failures", "1000"));

        await _scene.WorkedAsync(PushScene.Config(endpoint.Url), Events - 1);

        await Eventually.TrueAsync(() => Task.FromResult(taken.Count >= Events), "all events are taken");
        taken.ShouldBe(Enumerable.Range(1, Events));
        (await replica.Records.DeadLettersAsync(null, null, null, 10, Token)).Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receiver_whose_clock_is_wrong_loses_nothing_once_it_is_right()
    {
        var clock = new WrongTime();
        var verifier = new WebhookVerifier(new WebhookTrust { Secrets = [WebhookSecret.Parse("a secret of both")] }, clock);
        var taken = new ConcurrentQueue<int>();
        var refused = 0;
        await using var endpoint = await Endpoint.StartAsync(async (webhook, http) =>
        {
            var verdict = await verifier.VerifyAsync(new WebhookRequest(webhook.Headers, webhook.Body), http.RequestAborted);
            if (verdict is WebhookVerdict.Verified)
            {
                taken.Enqueue(webhook.Sequence);
                return;
            }

            http.Response.StatusCode = 401;
            if (Interlocked.Increment(ref refused) == 3)
            {
                clock.Off = TimeSpan.Zero;
            }
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        await _scene.WorkedAsync(PushScene.Config(endpoint.Url, config => config with { Secret = "a secret of both" }), Events - 1);

        await Eventually.TrueAsync(() => Task.FromResult(taken.Count >= Events), "all events are taken");
        taken.ShouldBe(Enumerable.Range(1, Events));
        refused.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_refused_for_too_long_is_buried_and_the_events_behind_it_follow_without_a_time_of_their_own()
    {
        await using var endpoint = await Endpoint.StartAsync(404);
        await using var replica = await PushReplica.StartAsync(_scene.Redis, ("GiveUpRefusalAfter", "00:00:03"), ("MaxAttempts", "100"));

        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 2);

        await _scene.AtRestAsync(run);
        endpoint.All.Count(webhook => webhook.Sequence == 1).ShouldBeGreaterThan(2);
        endpoint.All.Where(webhook => webhook.Sequence > 1).Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(2, 1), (3, 1)]);
        (await replica.Records.DeadLettersAsync(null, null, null, 10, Token)).Letters.Select(letter => (letter.Sequence, letter.Reason)).ShouldBe(
            Enumerable.Range(1, 3).Select(sequence => ((long)sequence, "not delivered within 00:00:03; the last reason: HTTP 404")));
    }

    [Fact]
    public async Task What_the_receiver_said_is_kept_in_the_attempt_and_the_dead_letter_and_the_log_names_the_endpoint()
    {
        using var log = new LinesOfLog();
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            http.Response.StatusCode = 404;
            return http.Response.WriteAsync("The app is asleep.\r\n\u001b[31mWake it.\0" + new string('x', 1000));
        });
        await using var replica = await PushReplica.StartAsync(
            _scene.Redis, builder => builder.Logging.SetMinimumLevel(LogLevel.Information).AddProvider(log), ("GiveUpRefusalAfter", "00:00:00"));

        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url + "?key=hidden"), 0);

        await _scene.AtRestAsync(run);
        var attempt = (await replica.Records.AttemptsAsync(null, run.Task.Id, Token)).ShouldNotBeNull().ShouldHaveSingleItem();
        var letter = (await replica.Records.DeadLettersAsync(null, null, null, 10, Token)).Letters.ShouldHaveSingleItem();
        attempt.Answer.ShouldNotBeNull().Length.ShouldBe(256);
        attempt.Answer.ShouldStartWith("The app is asleep.   [31mWake it. xxx");
        (attempt.Endpoint, letter.Endpoint, letter.Answer).ShouldBe((endpoint.Url, endpoint.Url, attempt.Answer));
        log.ToString().ShouldContain($"Gave up on webhook {letter.DeliveryId} to {endpoint.Url} after 1 attempts: HTTP 404");
        log.ToString().ShouldNotContain("hidden");
    }

    [Fact]
    public async Task An_answer_that_never_ends_holds_an_attempt_up_for_its_time_only()
    {
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            http.Response.StatusCode = 404;
            await http.Response.WriteAsync("wait");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis, ("Timeout", "00:00:01"), ("GiveUpRefusalAfter", "00:00:00"));

        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0);

        await _scene.AtRestAsync(run);
        var attempt = (await replica.Records.AttemptsAsync(null, run.Task.Id, Token)).ShouldNotBeNull().ShouldHaveSingleItem();
        (attempt.Status, attempt.Reason, attempt.Answer).ShouldBe((404, "HTTP 404", null));
    }

    private sealed class WrongTime : TimeProvider
    {
        public TimeSpan Off { get; set; } = TimeSpan.FromMinutes(-10);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Off;
    }
}
