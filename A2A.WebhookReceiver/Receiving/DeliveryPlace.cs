using System.Globalization;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Where a delivery stands in the order of its subscription, as this solution's senders say it in the <c>webhook-id</c>.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Subscription">The task and the push config: what has an order.</param>
/// <param name="Milliseconds">When the event was written, since 1970.</param>
/// <param name="Number">The event's number in the task's log.</param>
internal sealed record DeliveryPlace(string TaskId, string Subscription, long Milliseconds, long Number)
{
    private const int TaskIdLength = 36;
    private const int MostDigits = 15;

    /// <summary>A later event of the subscription has a text that sorts after it.</summary>
    public string Order => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds:D15}-{Number:D15}");

    /// <summary>
    /// Reads <c>0198c5a0-…-00_5f3a_1790000000000-12</c>: task (a UUID), push config, time and number. Null for an id of another form,
    /// as other senders make it; the config's name may have underscores itself.
    /// </summary>
    public static DeliveryPlace? OrNull(string? deliveryId)
    {
        if (deliveryId is not { Length: > TaskIdLength } || deliveryId[TaskIdLength] != '_'
            || !Guid.TryParseExact(deliveryId.AsSpan(0, TaskIdLength), "D", out _))
        {
            return null;
        }

        var end = deliveryId.LastIndexOf('_');
        var parts = deliveryId[(end + 1)..].Split('-');
        return end > TaskIdLength + 1 && parts.Length == 2 && TryRead(parts[0], out var milliseconds) && TryRead(parts[1], out var number)
            ? new DeliveryPlace(deliveryId[..TaskIdLength], deliveryId[..end], milliseconds, number)
            : null;
    }

    private static bool TryRead(string digits, out long value)
    {
        value = 0;
        return digits.Length <= MostDigits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
