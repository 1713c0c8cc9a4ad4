using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>One attempt to tell one receiver of one event.</summary>
/// <param name="Id">The same at every attempt.</param>
/// <param name="Config">Where it is sent, and with which secrets.</param>
/// <param name="Endpoint"><see cref="DeliveryRun.Endpoint"/>.</param>
/// <param name="Task">The task.</param>
/// <param name="Agent">The agent that works on it.</param>
/// <param name="Body">What is told.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="TraceParent">
/// What caused the event, and what its task's caller sent along: see <see cref="Diagnostics.TraceContext"/>.
/// </param>
internal sealed record Delivery(
    string Id, PushConfig Config, string Endpoint, TaskId Task, string Agent, NotificationBody Body, int Attempt, string? TraceParent);
