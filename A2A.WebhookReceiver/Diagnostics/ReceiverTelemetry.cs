using System.Diagnostics;
using System.Diagnostics.Metrics;
using A2A.WebhookReceiver.Receiving;

namespace A2A.WebhookReceiver.Diagnostics;

/// <summary>The receiver's spans and metrics, with all their names.</summary>
internal sealed class ReceiverTelemetry
{
    private const string Name = "A2A.WebhookReceiver";
    private static readonly ActivitySource Source = new(Name);

    // Those that are usual are for milliseconds.
    private static readonly InstrumentAdvice<double> Bounds =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Counter<long> _received;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _outOfOrder;

    public ReceiverTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _received = meter.CreateCounter<long>("a2a.webhook.received", "{webhook}", "Webhooks that arrived, by what became of them.");
        _duration = meter.CreateHistogram<double>("a2a.webhook.receive.duration", "s", "Time from the body's arrival to its storage.",
            tags: null, Bounds);
        _outOfOrder = meter.CreateCounter<long>(
            "a2a.webhook.out_of_order", "{webhook}", "Webhooks that came after a later one of their subscription.");
    }

    /// <summary>Opens the span of one webhook; null when there is no listener.</summary>
    public static Activity? StartReceiving(string? deliveryId) =>
        Source.StartActivity("webhook.receive")?.SetTag("a2a.delivery.id", deliveryId);

    /// <summary>Counts a webhook and notes on its span what became of it.</summary>
    public void Received(Activity? span, Receipt receipt, TimeSpan duration)
    {
        var outcome = receipt switch
        {
            Receipt.Kept { IsDuplicate: true } => "duplicate",
            Receipt.Kept => "kept",
            Receipt.Refused { Cause: RefusalCause.NotGenuine } => "refused",
            Receipt.Refused { Cause: RefusalCause.Replayed } => "replayed",
            Receipt.Refused { Cause: RefusalCause.Contradictory } => "contradictory",
            Receipt.Refused { Cause: RefusalCause.Unreadable } => "unreadable",
            Receipt.Refused { Cause: RefusalCause.TooLarge } => "too-large",
            Receipt.Refused { Cause: RefusalCause.Encoded } => "encoded",
            Receipt.Refused { Cause: RefusalCause.TooOften } => "too-often",
            Receipt.Refused { Cause: RefusalCause.Outage } => "outage",
            Receipt.Undecided => "undecided",
            _ => "not-kept",
        };
        span?.SetTag("a2a.task.id", (receipt as Receipt.Kept)?.Notice.TaskId).SetTag("a2a.webhook.verdict", outcome);
        if (receipt is not Receipt.Kept)
        {
            span?.SetStatus(ActivityStatusCode.Error, (receipt as Receipt.Refused)?.Reason);
        }

        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        _received.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
        if (receipt is Receipt.Kept { IsInOrder: false })
        {
            _outOfOrder.Add(1);
        }
    }
}
