using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace A2A.WebhookReceiver.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_webhook_is_a_span_inside_of_its_request_and_of_the_senders_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "A2A.WebhookReceiver" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var sender = new Activity("sender").Start();

        await using (var redis = await RedisServer.StartNewAsync())
        await using (var receiver = Receiver.Start(redis.ConnectionString))
        {
            await receiver.CreateClient().PostSignedAsync("d-1", """{"taskId":"t-1"}""");
        }

        var received = spans.Single(s => s.OperationName == "webhook.receive" && s.TraceId == sender.TraceId);
        received.GetTagItem("a2a.task.id").ShouldBe("t-1");
        received.GetTagItem("a2a.delivery.id").ShouldBe("d-1");
        received.GetTagItem("a2a.webhook.verdict").ShouldBe("kept");
        spans.ShouldContain(s => s.SpanId == received.ParentSpanId && s.Source.Name == "Microsoft.AspNetCore");
    }

    [Fact]
    public async Task Webhooks_are_counted_by_what_became_of_them()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var receiver = Receiver.Start(redis.ConnectionString, Tokens.TrustBySecret);
        var outcomes = new ConcurrentQueue<string?>();
        using var listener = Listen(receiver, "a2a.webhook.received", tags => outcomes.Enqueue(tags[0].Value?.ToString()));
        var client = receiver.CreateClient();
        var token = Tokens.Hs256(Tokens.Claims());

        await client.PostSignedAsync("d-1", """{"taskId":"t-1"}""");
        await client.PostSignedAsync("d-1", """{"taskId":"t-1"}""");
        await client.PostSignedAsync("d-2", "{}");
        await client.PostAsync("/webhook", []);
        await client.PostTokenAsync(token);
        await client.PostTokenAsync(token);
        await client.PostSignedAsync($"{Tokens.Task}_c_1-1", """{"taskId":"t-1"}""");

        outcomes.ShouldBe(["kept", "duplicate", "unreadable", "refused", "kept", "replayed", "contradictory"]);
    }

    [Fact]
    public async Task Webhooks_out_of_order_are_counted()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var receiver = Receiver.Start(redis.ConnectionString);
        var count = 0;
        using var listener = Listen(receiver, "a2a.webhook.out_of_order", _ => Interlocked.Increment(ref count));
        var client = receiver.CreateClient();

        foreach (var number in new[] { 2, 1, 1, 3 })
        {
            await client.PostSignedAsync($"{Tokens.Task}_c_1-{number}", Tokens.Body);
        }

        count.ShouldBe(1);
    }

    private static MeterListener Listen(Receiver receiver, string name, Action<KeyValuePair<string, object?>[]> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name && instrument.Meter.Scope == receiver.Services.GetService(typeof(IMeterFactory)))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => measured([.. tags]));
        listener.Start();
        return listener;
    }
}
