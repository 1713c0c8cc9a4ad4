using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;
using Microsoft.AspNetCore.Http;

namespace A2A.Server.Tests.Push;

/// <summary>What was buried and is replayed comes as it would have come, and the audit says what happened.</summary>
public sealed class ReplayDeliveryTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("1.0", null)]
    [InlineData("0.3", null)]
    [InlineData("1.0", "notice")]
    public async Task A_receiver_that_was_silent_gets_the_same_bytes_by_the_same_id_before_newer_events(string version, string? format)
    {
        var answers = false;
        await using var endpoint = await Endpoint.StartAsync((_, http) => answers ? Task.CompletedTask : Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var replica = await StartAsync(("Timeout", "00:00:01"), ("MaxAttempts", "2"));
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url, config => config with { Format = format }) with { ProtocolVersion = version }, 1);
        await _scene.AtRestAsync(run);
        var first = endpoint.All;
        first.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (1, 2), (2, 1), (2, 2)]);

        answers = true;
        (await replica.Records.ReplayAllAsync(run.Task.Owner, null, Token)).ShouldBe(new ReplayCount(2, 0));
        await _scene.Storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Completed), Token);
        await endpoint.UntilAsync(7);
        await _scene.AtRestAsync(run);

        var again = endpoint.All.Skip(4).ToList();
        again.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (2, 1), (3, 1)]);
        again[0].Id.ShouldBe(first[0].Id);
        again[0].Body.ShouldBe(first[0].Body);
        again[1].Id.ShouldBe(first[2].Id);
        again[1].Body.ShouldBe(first[2].Body);
        (await replica.Records.DeadLettersAsync(run.Task.Owner, null, null, 10, Token)).Letters.ShouldBeEmpty();
        var attempts = await AttemptsAsync(replica, run.Task.Id);
        attempts.Select(attempt => attempt.Verdict).ShouldBe(["try-again", "try-again", "try-again", "try-again", "delivered", "delivered", "delivered"]);
        attempts[0].Reason.ShouldBe("no answer within 1 s");
        attempts[0].Status.ShouldBeNull();
    }

    [Fact]
    public async Task Failures_then_a_wish_for_patience_then_success_is_one_delivery_never_early()
    {
        var turn = 0;
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            http.Response.StatusCode = ++turn switch { <= 3 => 500, 4 => 429, _ => 200 };
            if (turn == 4)
            {
                http.Response.Headers.RetryAfter = "1";
            }

            return Task.CompletedTask;
        });
        await using var replica = await StartAsync(("LongestDelay", "00:00:05"));

        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 1);

        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 1)]);
        var attempts = await AttemptsAsync(replica, run.Task.Id);
        attempts.Select(attempt => (attempt.Attempt, attempt.Status, attempt.Verdict)).ShouldBe(
            [(1, 500, "try-again"), (2, 500, "try-again"), (3, 500, "try-again"), (4, 429, "try-again"), (5, 200, "delivered"), (1, 200, "delivered")]);
        attempts.ShouldAllBe(attempt => attempt.Endpoint == endpoint.Url);
        // The delays are those of the schedule less a fifth: 20 ms, 60 ms, 180 ms, then what the receiver asked for.
        foreach (var (earlier, later, delay) in attempts.Zip(attempts.Skip(1)).Zip([16, 48, 144, 1000], (pair, delay) => (pair.First, pair.Second, delay)))
        {
            (later.At - earlier.At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(delay - 1), "times are kept in whole milliseconds");
        }
    }

    [Fact]
    public async Task A_replay_that_meets_the_end_of_the_subscription_is_a_dead_letter_again()
    {
        await using var endpoint = await Endpoint.StartAsync(404, 404, 410);
        await using var replica = await StartAsync(("GiveUpRefusalAfter", "00:00:00"));
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 1);
        await _scene.AtRestAsync(run);

        await replica.Records.ReplayAllAsync(run.Task.Owner, null, Token);

        await _scene.EndedAsync(run);
        await _scene.AtRestAsync(run);
        endpoint.All.Count.ShouldBe(3);
        (await replica.Records.DeadLettersAsync(run.Task.Owner, null, null, 10, Token)).Letters
            .Select(letter => (letter.Sequence, letter.Reason))
            .ShouldBe([(1, "the receiver ended the subscription: HTTP 410"), (2, "the receiver ended the subscription: HTTP 410")]);
    }

    [Fact]
    public async Task A_replay_that_is_hopeless_again_is_one_dead_letter_again()
    {
        await using var endpoint = await Endpoint.StartAsync(404);
        await using var replica = await StartAsync(("GiveUpRefusalAfter", "00:00:00"));
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0);
        await _scene.AtRestAsync(run);
        var before = (await replica.Records.DeadLettersAsync(run.Task.Owner, null, null, 10, Token)).Letters.ShouldHaveSingleItem();

        (await replica.Records.ReplayAsync(run.Task.Owner, before.Id, Token)).ShouldBe(ReplayOutcome.Due);
        await endpoint.UntilAsync(2);
        await _scene.AtRestAsync(run);

        var after = (await replica.Records.DeadLettersAsync(run.Task.Owner, null, null, 10, Token)).Letters.ShouldHaveSingleItem();
        (after.DeliveryId, after.Reason).ShouldBe((before.DeliveryId, before.Reason));
        after.Id.ShouldNotBe(before.Id);
    }

    [Fact]
    public async Task All_events_of_a_config_that_could_not_be_read_come_once_it_can()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 2);
        await _scene.Storage.Database.HashSetAsync(A2A.Server.Redis.RedisKeys.Push(run.Task.Id), "config:config", "{oops");
        await using var replica = await StartAsync();
        await _scene.AtRestAsync(run);
        var task = new Buried(_scene.Storage, run);
        await task.Configs.PutAsync(task.Owner, task.Task, PushScene.Config(endpoint.Url), 10, Token);

        (await replica.Records.ReplayAllAsync(null, null, Token)).ShouldBe(new ReplayCount(1, 0));

        await endpoint.UntilAsync(3);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Sequence).ShouldBe([1, 2, 3]);
    }

    private Task<PushReplica> StartAsync(params (string Name, string Value)[] settings) => PushReplica.StartAsync(_scene.Redis, settings);

    private static async Task<IReadOnlyList<AttemptRecord>> AttemptsAsync(PushReplica replica, TaskId task) =>
        (await replica.Records.AttemptsAsync(null, task, Token)).ShouldNotBeNull();
}
