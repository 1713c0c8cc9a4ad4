using A2A.Server.Push;
using A2A.Server.Tests.Redis;
using Microsoft.AspNetCore.Http;

namespace A2A.Server.Tests.Push;

/// <summary>An endpoint that keeps failing gets nothing for a while, of no replica, and delays nobody else.</summary>
public sealed class CircuitDeliveryTests : IAsyncLifetime
{
    private const string Hour = "01:00:00";
    private const string Owner = "owner";

    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task What_one_replica_has_found_failing_gets_nothing_of_the_other_until_it_is_closed()
    {
        var works = false;
        await using var endpoint = await Endpoint.StartAsync((_, http) => AnswerAsync(http, works));
        (string, string)[] settings = [("Circuit:Failures", "3"), ("Circuit:FirstPause", Hour), ("Circuit:LongestPause", Hour)];
        await using var another = await StartAsync(settings);
        await using var one = await StartAsync(settings);
        await _scene.CompletedAsync(PushScene.Config(endpoint.Url), Owner);
        foreach (var replica in new[] { one, another })
        {
            await Eventually.TrueAsync(() => Task.FromResult(replica.Known.PauseOf(CircuitOf(endpoint)) is not null), "it knows that the circuit is open");
        }

        (await one.Circuits.ListAsync(Token)).ShouldHaveSingleItem().OpenUntil.ShouldNotBeNull();
        await one.StopAsync(); // what comes now, the other one takes
        var sent = endpoint.All.Count;
        sent.ShouldBeGreaterThanOrEqualTo(3);
        var second = await _scene.CompletedAsync(PushScene.Config(endpoint.Url), Owner);
        await Eventually.TrueAsync(async () => (await another.Records.SubscriptionsAsync(null, second.Task.Id, Token))!.Single().Reason == EndpointCircuits.Reason);
        endpoint.All.Count.ShouldBe(sent, "nothing came of the other replica");

        works = true;
        (await another.Circuits.CloseAsync(EndpointGate.NameOf(new Uri(endpoint.Url)), Token)).ShouldBeTrue();
        await Eventually.TrueAsync(() => Task.FromResult(another.Known.PauseOf(CircuitOf(endpoint)) is null));
        var third = await _scene.CompletedAsync(PushScene.Config(endpoint.Url), Owner);
        await _scene.AtRestAsync(third);
        endpoint.All.Count(webhook => webhook.Id.StartsWith(third.Task.Id.Value, StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task After_a_pause_one_attempt_of_two_replicas_tries_and_its_success_lets_all_go_on()
    {
        var (failing, probes) = (true, new TaskCompletionSource());
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            if (failing)
            {
                http.Response.StatusCode = 500;
                return;
            }

            await probes.Task; // the first attempt after the pause is under way
        });
        (string, string)[] settings = [("Circuit:Failures", "3"), ("Circuit:FirstPause", "00:00:00.300"), ("Circuit:LongestPause", "00:00:00.300"), ("MaxAttempts", "100")];
        await using var one = await StartAsync(settings);
        await using var two = await StartAsync(settings);
        var runs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0, Owner)));
        await Eventually.TrueAsync(async () => (await one.Circuits.ListAsync(Token)).Any(circuit => circuit.OpenUntil is not null));
        await Task.WhenAll(new[] { one, two }.Select(replica => Eventually.TrueAsync(() => Task.FromResult(replica.Known.PauseOf(CircuitOf(endpoint)) is not null))));

        failing = false;
        var before = endpoint.All.Count;
        await endpoint.UntilAsync(before + 1);
        // Until its answer, both replicas ask in vain; that they have asked is seen by the times that have moved.
        var due = await DueAsync();
        await Eventually.TrueAsync(async () => (await DueAsync()).Zip(due).All(pair => pair.First != pair.Second), "all have had their turn");
        endpoint.All.Count.ShouldBe(before + 1);
        probes.SetResult();

        await Task.WhenAll(runs.Select(_scene.AtRestAsync));
        (await one.Circuits.ListAsync(Token)).ShouldBeEmpty();

        async Task<List<DateTimeOffset?>> DueAsync() =>
            [.. (await Task.WhenAll(runs.Select(run => one.Records.SubscriptionsAsync(null, run.Task.Id, Token)))).Select(found => found!.Single().DueAt)];
    }

    [Fact]
    public async Task The_failures_of_one_owners_webhooks_hold_up_nobody_elses_at_the_same_host()
    {
        await using var endpoint = await Endpoint.StartAsync((_, http) => AnswerAsync(http, works: http.Request.Path == "/works"));
        await using var replica = await StartAsync(("Circuit:Failures", "3"), ("Circuit:FirstPause", Hour), ("Circuit:LongestPause", Hour));
        await _scene.CompletedAsync(PushScene.Config(endpoint.Url), Owner);
        await Eventually.TrueAsync(() => Task.FromResult(replica.Known.PauseOf(CircuitOf(endpoint)) is not null), "the circuit is open");

        var other = await _scene.CompletedAsync(PushScene.Config(new Uri(new Uri(endpoint.Url), "/works").ToString()), "another");

        await _scene.AtRestAsync(other);
        endpoint.All.Count(webhook => webhook.Id.StartsWith(other.Task.Id.Value, StringComparison.Ordinal)).ShouldBe(4);
        (await replica.Circuits.ListAsync(Token)).ShouldHaveSingleItem().Owner.ShouldBe(Owner);
    }

    [Fact]
    public async Task A_thousand_subscriptions_of_a_dead_endpoint_delay_no_other_and_all_end_as_dead_letters()
    {
        const int Dead = 1_000;
        await using var dead = await Endpoint.StartAsync(500);
        await using var good = await Endpoint.StartAsync(200);
        for (var i = 0; i < Dead; i++)
        {
            await _scene.Storage.Tasks.CreateAsync(Storage.NewTask("the dead one's", push: PushScene.Config(dead.Url)), Token);
        }

        await using var replica = await StartAsync(
            ("MaxAttempts", "100"), ("GiveUpAfter", "00:00:01"), ("Circuit:Failures", "5"), ("Circuit:FirstPause", "00:00:00.500"), ("Circuit:LongestPause", "00:00:00.500"));
        await dead.UntilAsync(5);
        var run = await _scene.CompletedAsync(PushScene.Config(good.Url));

        await _scene.AtRestAsync(run);
        good.All.Select(webhook => webhook.Attempt).ShouldAllBe(attempt => attempt == 1);
        good.All.Count.ShouldBe(4);
        await Eventually.TrueAsync(async () => (await replica.Records.DeadLettersAsync("the dead one's", null, null, 1000, Token)).Letters.Count == Dead);
        (await replica.Records.DeadLettersAsync("the dead one's", null, null, 1000, Token)).Letters
            .ShouldAllBe(letter => letter.Reason.StartsWith("not delivered within 00:00:01"));
        dead.All.Count.ShouldBeLessThan(Dead, "most were never sent");
    }

    [Fact]
    public async Task Who_finds_no_token_is_sent_later_and_in_order()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await StartAsync(("RatePerEndpoint", "5"));

        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 7);

        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe(Enumerable.Range(1, 8).Select(sequence => (sequence, 1)));
    }

    [Theory]
    [InlineData("Circuit:Failures", "0", "Push:Circuit:Failures")]
    [InlineData("Circuit:FirstPause", "00:02:00", "Push:Circuit:FirstPause")]
    [InlineData("Circuit:LongestPause", "02:00:00", "Push:Circuit:LongestPause")]
    [InlineData("GiveUpAfter", "00:00:00", "Push:GiveUpAfter")]
    [InlineData("KeepDeadLetters", "-00:00:01", "Push:KeepDeadLetters")]
    [InlineData("RatePerEndpoint", "0", "RatePerEndpoint")]
    [InlineData("AttemptsPerTask", "0", "AttemptsPerTask")]
    public async Task A_setting_that_makes_no_sense_is_named(string name, string value, string named) =>
        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync((name, value)))).Message.ShouldContain(named);

    private Task<PushReplica> StartAsync(params (string Name, string Value)[] settings) => PushReplica.StartAsync(_scene.Redis, settings);

    private static string CircuitOf(Endpoint endpoint) => EndpointCircuits.NameOf(Owner, EndpointGate.NameOf(new Uri(endpoint.Url)));

    private static Task AnswerAsync(HttpContext http, bool works)
    {
        http.Response.StatusCode = works ? 200 : 500;
        return Task.CompletedTask;
    }
}
