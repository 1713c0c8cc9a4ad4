using System.Globalization;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Where a delivery stands in the order of its subscription, as this solution's senders say it in the <c>webhook-id</c>.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Subscription">The task and the push config: what has an order.</param>
/// <param name="Sequence">The event's number: a later event has a greater one.</param>
internal sealed record DeliveryPlace(string TaskId, string Subscription, long Sequence)
{
    private const int TaskIdLength = 36;

    /// <summary>Scripts count in floating point, which is exact up to here.</summary>
    private const int MostDigits = 15;

    /// <summary>
    /// Reads <c>0198c5a0-…-00_5f3a_12</c>: task (a UUID), push config and sequence. Null for an id of another form, as
    /// other senders make it; the config's name may have underscores itself.
    /// </summary>
    public static DeliveryPlace? OrNull(string? deliveryId)
    {
        if (deliveryId is not { Length: > TaskIdLength } || deliveryId[TaskIdLength] != '_'
            || !Guid.TryParseExact(deliveryId.AsSpan(0, TaskIdLength), "D", out _))
        {
            return null;
        }

        var end = deliveryId.LastIndexOf('_');
        var digits = deliveryId.AsSpan(end + 1);
        return end > TaskIdLength + 1 && digits.Length <= MostDigits
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new DeliveryPlace(deliveryId[..TaskIdLength], deliveryId[..end], sequence)
            : null;
    }
}
