using System.Diagnostics;
using System.Diagnostics.Metrics;
using A2A.Protocol;
using A2A.Protocol.V03;

namespace A2A.Server.Diagnostics;

/// <summary>The one ActivitySource and the one Meter, with all their names.</summary>
internal static class AgentTelemetry
{
    public const string Name = "A2A.Server";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);

    // Histograms of seconds need bounds of their own: the usual ones are for milliseconds.
    private static readonly InstrumentAdvice<double> Exchange =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };
    private static readonly InstrumentAdvice<double> Work =
        new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400] };

    public static readonly Counter<long> TasksSubmitted =
        Meter.CreateCounter<long>("a2a.task.submitted", "{task}", "Tasks accepted.");
    public static readonly Counter<long> TasksEnded =
        Meter.CreateCounter<long>("a2a.task.ended", "{task}", "Tasks that reached a terminal state, by agent and state.");
    public static readonly Histogram<double> TaskDuration =
        Meter.CreateHistogram("a2a.task.duration", "s", "One run of an agent under one lease, by agent and outcome.", tags: null, Work);
    public static readonly Counter<long> WebhookAttempts =
        Meter.CreateCounter<long>("a2a.webhook.attempts", "{attempt}", "Webhook requests sent, by outcome.");
    public static readonly Histogram<double> WebhookDuration =
        Meter.CreateHistogram("a2a.webhook.duration", "s", "One webhook request, whole exchange, by outcome.", tags: null, Exchange);
    public static readonly Histogram<double> WebhookLag =
        Meter.CreateHistogram("a2a.webhook.lag", "s", "From an event's time to its delivery.", tags: null, Work);
    public static readonly Counter<long> WebhookDeliveries =
        Meter.CreateCounter<long>("a2a.webhook.deliveries", "{delivery}", "Webhooks that came to an end, by result.");
    public static readonly Counter<long> WebhookReplays =
        Meter.CreateCounter<long>("a2a.webhook.replays", "{delivery}", "Dead letters that were made due again.");
    public static readonly Counter<long> CircuitOpenings =
        Meter.CreateCounter<long>("a2a.webhook.circuit.openings", "{opening}", "Endpoints that get nothing for a while, each time.");
    public static readonly Gauge<long> OpenCircuits =
        Meter.CreateGauge<long>("a2a.webhook.circuit.open", "{endpoint}", "Endpoints that get nothing now, as this replica knows it.");

    public static readonly Gauge<long> QueueDepth = Meter.CreateGauge<long>(
        "a2a.queue.depth", "{item}", "Tasks to run and subscriptions with something to tell, by queue: due now, and later or held.");
    public static readonly Gauge<double> QueueAge =
        Meter.CreateGauge<double>("a2a.queue.age", "s", "For how long the first of those due has been so, by queue.");
    public static readonly Gauge<long> DeadLetters =
        Meter.CreateGauge<long>("a2a.webhook.dead_letters", "{delivery}", "Webhooks that were given up and are kept.");
    public static readonly UpDownCounter<long> OpenStreams =
        Meter.CreateUpDownCounter<long>("a2a.stream.open", "{stream}", "Streams of events that are open at this replica.");

    /// <summary>https://opentelemetry.io/docs/specs/semconv/db/database-metrics/</summary>
    public static readonly Histogram<double> StoreDuration = Meter.CreateHistogram(
        "db.client.operation.duration", "s", "One script or command of the store, with its answer, by its name.", tags: null, Exchange);

    public static void Ended(string agent, TaskState state) => TasksEnded.Add(1, new("agent", agent), new("state", state.ToV03()));
}
