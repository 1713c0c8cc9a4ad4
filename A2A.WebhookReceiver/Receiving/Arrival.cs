using A2A.Webhooks;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>A genuine webhook, read and ready to be kept.</summary>
/// <param name="Notice">What it says.</param>
/// <param name="Verdict">What proves that it is genuine.</param>
/// <param name="Request">How it came.</param>
internal sealed record Arrival(NotificationSummary Notice, WebhookVerdict.Verified Verdict, WebhookRequest Request)
{
    /// <summary>
    /// The delivery's id, the same in every attempt; null when the sender gives none, so that nothing can be recognised as repeated.
    /// </summary>
    public string? DeliveryId { get; } = Request.Header(WebhookHeaders.Id) is { Length: > 0 } id ? id : null;

    /// <summary>Its place in the order of its subscription; null when the sender does not say it in our form.</summary>
    public DeliveryPlace? Place { get; } = DeliveryPlace.OrNull(Request.Header(WebhookHeaders.Id));

    /// <summary>Which attempt the sender says it is; 1 when it does not say.</summary>
    public int Attempt { get; } = int.TryParse(Request.Header(WebhookHeaders.A2AAttempt), out var attempt) && attempt > 0 ? attempt : 1;
}
