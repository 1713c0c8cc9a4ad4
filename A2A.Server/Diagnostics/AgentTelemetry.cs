using System.Diagnostics;
using System.Diagnostics.Metrics;
using A2A.Protocol;

namespace A2A.Server.Diagnostics;

/// <summary>The one ActivitySource and the one Meter, with all their names.</summary>
internal static class AgentTelemetry
{
    public const string Name = "A2A.Server";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> TasksSubmitted =
        Meter.CreateCounter<long>("a2a.task.submitted", "{task}", "Tasks accepted.");
    public static readonly Counter<long> TasksEnded =
        Meter.CreateCounter<long>("a2a.task.ended", "{task}", "Tasks that reached a terminal state, by agent and state.");
    public static readonly Histogram<double> TaskDuration =
        Meter.CreateHistogram<double>("a2a.task.duration", "s", "One run of an agent under one lease.");
    public static readonly Counter<long> WebhookAttempts =
        Meter.CreateCounter<long>("a2a.webhook.attempts", "{attempt}", "Webhook requests sent, by outcome.");
    public static readonly Histogram<double> WebhookDuration =
        Meter.CreateHistogram<double>("a2a.webhook.duration", "s", "One webhook request, whole exchange.");
    public static readonly Histogram<double> WebhookLag =
        Meter.CreateHistogram<double>("a2a.webhook.lag", "s", "From an event's time to its delivery.");
    public static readonly Counter<long> WebhookDeliveries =
        Meter.CreateCounter<long>("a2a.webhook.deliveries", "{delivery}", "Webhooks that came to an end, by result.");
    public static readonly Counter<long> WebhookReplays =
        Meter.CreateCounter<long>("a2a.webhook.replays", "{delivery}", "Dead letters that were made due again.");
    public static readonly Counter<long> CircuitOpenings =
        Meter.CreateCounter<long>("a2a.webhook.circuit.openings", "{opening}", "Endpoints that get nothing for a while, each time.");
    public static readonly Gauge<long> OpenCircuits =
        Meter.CreateGauge<long>("a2a.webhook.circuit.open", "{endpoint}", "Endpoints that get nothing now, as this replica knows it.");

    public static void Ended(string agent, TaskState state) => TasksEnded.Add(1, new("agent", agent), new("state", state.ToString()));
}
