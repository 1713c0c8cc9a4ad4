using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Tests;

/// <summary>Notifications as a receiver lists them.</summary>
internal static class Webhooks
{
    /// <summary>Verified ones with these states, in this order; a state that begins with ! is not verified.</summary>
    public static Notification[] Of(params string[] states) => [.. states.Select((state, index) => new Notification
    {
        Sequence = index + 1,
        DeliveryId = $"task-1_config_1-{index + 1}",
        State = state.TrimStart('!'),
        Verdict = state.StartsWith('!') ? "unsigned" : "verified",
        Schemes = ["standard-webhooks"],
    })];
}
