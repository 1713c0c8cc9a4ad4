using A2A.Server.Tests.Redis;
using Microsoft.AspNetCore.Http;

namespace A2A.Server.Tests.Push;

/// <summary>Receivers that lead elsewhere, never answer or never end.</summary>
public sealed class HostileEndpointTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var target = await Endpoint.StartAsync(200);
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            http.Response.Redirect(target.Url, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await _scene.AtRestAsync(run);
        target.All.ShouldBeEmpty();
        (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldAllBe(dead => dead["reason"].StartsWith("HTTP 307"));
    }

    [Fact]
    public async Task A_denied_address_is_buried_with_the_reason_and_never_connected_to()
    {
        await using var canary = await Endpoint.StartAsync(200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis, ("AllowedNetworks:test", "127.0.0.2/32"));

        var run = await _scene.CompletedAsync(PushScene.Config(canary.Url));

        await _scene.AtRestAsync(run);
        canary.All.ShouldBeEmpty();
        var dead = await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id);
        dead.Count.ShouldBe(4);
        dead.ShouldAllBe(entry => entry["reason"] == "host 127.0.0.1 has an address in a denied range");
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_fails_its_attempts_and_delays_nobody_else()
    {
        await using var slow = await Endpoint.StartAsync((_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var quick = await Endpoint.StartAsync(200);
        await using var replica = await PushReplica.StartAsync(
            _scene.Redis, ("Timeout", "00:00:10"), ("Concurrency", "4"), ("ConcurrencyPerEndpoint", "2"), ("Drain", "00:00:00"));
        for (var i = 0; i < 20; i++)
        {
            await _scene.Storage.Tasks.CreateAsync(Storage.NewTask(push: PushScene.Config(slow.Url)), Token);
        }

        await slow.UntilAsync(2);
        var run = await _scene.CompletedAsync(PushScene.Config(quick.Url));

        await quick.UntilAsync(4);
        await _scene.AtRestAsync(run);
        slow.All.Count.ShouldBe(2, "its two places are taken until the time-out");
    }

    [Fact]
    public async Task A_request_without_an_answer_ends_at_the_time_out()
    {
        var first = true;
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            if (first)
            {
                first = false;
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis, ("Timeout", "00:00:02"));

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (1, 2), (2, 1), (3, 1), (4, 1)]);
    }

    [Fact]
    public async Task An_endless_answer_holds_nothing_up()
    {
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            var junk = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(junk, http.RequestAborted);
            }
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Sequence).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task Endless_headers_are_a_failed_attempt()
    {
        var first = true;
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            if (first)
            {
                first = false;
                http.Response.Headers["X-Long"] = new string('a', 100_000);
            }

            return Task.CompletedTask;
        });
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Attempt).ShouldBe([1, 2, 1, 1, 1]);
    }
}
