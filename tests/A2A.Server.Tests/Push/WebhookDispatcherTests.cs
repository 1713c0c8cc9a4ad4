using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using A2A.Protocol;
using A2A.Server.Diagnostics;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using A2A.Webhooks;

namespace A2A.Server.Tests.Push;

/// <summary>What is sent, and what follows from the answer.</summary>
public sealed class WebhookDispatcherTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Every_event_is_delivered_in_order_with_proof()
    {
        const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis);
        var config = PushScene.Config(endpoint.Url + "?key=value", config => config with
        {
            Secret = Secret,
            Token = "my-token",
            Authentication = new AuthenticationInfo { Scheme = "Bearer", Credentials = "a,b \\" },
        });

        var run = await _scene.CompletedAsync(config);

        await endpoint.UntilAsync(4);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Sequence).ShouldBe([1, 2, 3, 4]);
        var verifier = new WebhookVerifier(
            new WebhookTrust { Secrets = [WebhookSecret.Parse(Secret)], Tokens = ["my-token"], Authorizations = ["Bearer a,b \\"] }, TimeProvider.System);
        var stored = await _scene.Storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 10, Token);
        foreach (var (webhook, change) in endpoint.All.Zip(stored))
        {
            (await verifier.VerifyAsync(new WebhookRequest(webhook.Headers, webhook.Body), Token)).ShouldBeOfType<WebhookVerdict.Verified>().Schemes.Count.ShouldBe(5);
            webhook.Id.ShouldBe($"{run.Task.Id}_config_{change.Cursor}");
            webhook.Body.ShouldBe(change.Json.ToArray());
            webhook.Path.ShouldBe("/hook?key=value");
            webhook.Header("Content-Type").ShouldBe("application/a2a+json");
            // With a span of its own when somebody listens, as other tests may.
            ActivityContext.Parse(webhook.Header("traceparent")!, null).TraceId.ShouldBe(ActivityContext.Parse(run.Task.TraceParent!, null).TraceId);
        }
    }

    [Fact]
    public async Task A_webhook_that_fails_twice_is_delivered_once_in_order()
    {
        await using var endpoint = await Endpoint.StartAsync(500, 503, 200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await endpoint.UntilAsync(6);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (4, 1)]);
        endpoint.All.Take(3).Select(webhook => Encoding.UTF8.GetString(webhook.Body)).Distinct().ShouldHaveSingleItem();
        (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Version_0_3_gets_the_task_and_goes_on_from_its_cursor_after_a_failure()
    {
        await using var endpoint = await Endpoint.StartAsync(200, 200, 500, 200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url) with { ProtocolVersion = "0.3" });

        await endpoint.UntilAsync(5);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Sequence).ShouldBe([1, 2, 3, 3, 4]);
        endpoint.All[2].Body.ShouldBe(endpoint.All[3].Body);
        var last = Encoding.UTF8.GetString(endpoint.All[4].Body);
        last.ShouldContain("\"kind\":\"task\"");
        last.ShouldContain("\"state\":\"completed\"");
        last.ShouldContain("The result");
    }

    [Fact]
    public async Task A_notice_passes_over_artifacts()
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis, ("SigningSecret", "shared"));

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url, config => config with { Format = "notice" }));

        await endpoint.UntilAsync(3);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Sequence).ShouldBe([1, 2, 4]);
        (await new WebhookVerifier(new WebhookTrust { Secrets = [WebhookSecret.Parse("shared")] }, TimeProvider.System)
            .VerifyAsync(new WebhookRequest(endpoint.All[2].Headers, endpoint.All[2].Body), Token)).ShouldBeOfType<WebhookVerdict.Verified>();
    }

    [Fact]
    public async Task Gone_ends_the_subscription()
    {
        await using var endpoint = await Endpoint.StartAsync(410);
        await using var replica = await PushReplica.StartAsync(_scene.Redis);

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await _scene.EndedAsync(run);
        await _scene.AtRestAsync(run);
        endpoint.All.ShouldHaveSingleItem();
        (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_hopeless_is_buried_and_the_next_goes_on()
    {
        await using var endpoint = await Endpoint.StartAsync(404, 200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis, ("GiveUpRefusalAfter", "00:00:00"));

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await endpoint.UntilAsync(4);
        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => webhook.Sequence).ShouldBe([1, 2, 3, 4]);
        var dead = (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldHaveSingleItem();
        (dead["sequence"], dead["reason"], dead["attempts"]).ShouldBe(("1", "HTTP 404", "1"));
    }

    [Fact]
    public async Task What_fails_too_often_is_buried_with_its_attempts()
    {
        await using var endpoint = await Endpoint.StartAsync(500, 500, 500, 200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis, ("MaxAttempts", "3"));

        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));

        await endpoint.UntilAsync(6);
        await _scene.AtRestAsync(run);
        var dead = (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldHaveSingleItem();
        (dead["sequence"], dead["reason"], dead["attempts"]).ShouldBe(("1", "HTTP 500", "3"));
    }

    [Fact]
    public async Task The_receiver_goes_on_in_the_trace_of_the_event()
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is AgentTelemetry.Name or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace) // other tests run at the same time
                {
                    spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var endpoint = await Endpoint.StartAsync(503, 200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis);
        var task = Storage.NewTask(push: PushScene.Config(endpoint.Url + "?key=secret")) with { TraceParent = $"00-{trace}-b7ad6b7169203331-01" };

        await _scene.Storage.Tasks.CreateAsync(task, Token);

        await Eventually.TrueAsync(() => Task.FromResult(spans.Count == 2), "two spans");
        spans.ShouldAllBe(span => span.OperationName == "webhook.deliver" && span.Kind == ActivityKind.Client && span.ParentSpanId.ToString() == "b7ad6b7169203331");
        endpoint.All.Select(webhook => webhook.Header("traceparent")).ShouldBe(spans.Select(span => span.Id));
        spans.Select(span => (span.GetTagItem("a2a.attempt"), span.GetTagItem("a2a.outcome"), span.GetTagItem("http.response.status_code")))
            .ShouldBe([(1, "try-again", 503), (2, "delivered", 200)]);
        spans.Select(span => (span.GetTagItem("http.request.resend_count"), span.GetTagItem("error.type"))).ShouldBe([(null, "503"), (1, null)]);
        spans.Select(span => span.Status).ShouldBe([ActivityStatusCode.Error, ActivityStatusCode.Unset]);
        spans.SelectMany(span => span.Events).ShouldHaveSingleItem().Name.ShouldBe("a2a.webhook.retry");
        spans.SelectMany(span => span.TagObjects).ShouldAllBe(tag => !tag.Value!.ToString()!.Contains("secret"));
    }
}
