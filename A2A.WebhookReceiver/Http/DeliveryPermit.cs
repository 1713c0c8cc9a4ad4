using System.Globalization;
using A2A.WebhookReceiver.Receiving;

namespace A2A.WebhookReceiver.Http;

/// <summary>
/// What a sender asks for before it delivers (CloudEvents, HTTP 1.1 Web Hooks for Event Delivery 1.0, section 4.1):
/// <c>WebHook-Request-Origin: agents.example.com</c> and perhaps <c>WebHook-Request-Rate: 120</c>, requests per minute.
/// </summary>
internal abstract record DeliveryRequest
{
    private const string OriginHeader = "WebHook-Request-Origin";
    private const string RateHeader = "WebHook-Request-Rate";
    private const int LongestOrigin = 256;

    private DeliveryRequest()
    {
    }

    /// <param name="Origin">The name of the sending system.</param>
    /// <param name="RequestsPerMinute">How many it wants to send; null when it does not say.</param>
    public sealed record Readable(string Origin, int? RequestsPerMinute) : DeliveryRequest;

    /// <summary>It asks for nothing that can be understood; the reason is meant for the sender.</summary>
    public sealed record Unreadable(string Reason) : DeliveryRequest;

    public static DeliveryRequest Read(IHeaderDictionary headers)
    {
        if (headers[OriginHeader] is not [{ Length: > 0 and <= LongestOrigin } origin])
        {
            return new Unreadable(
                $"The header {OriginHeader} must be there once, with 1 to {LongestOrigin} characters: the name of the sending system.");
        }

        return headers[RateHeader] switch
        {
            [] => new Readable(origin, null),
            [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 =>
                new Readable(origin, rate),
            _ => new Unreadable($"The header {RateHeader} must be a positive number: requests per minute."),
        };
    }
}

/// <summary>Whether a sender may deliver (section 4.2).</summary>
internal abstract record DeliveryPermit
{
    private const int SecondsPerMinute = 60;

    private DeliveryPermit()
    {
    }

    /// <param name="Origin">The origin that may deliver: the one that asked, or <c>*</c> for all.</param>
    /// <param name="RequestsPerMinute">How often; null when that was not asked.</param>
    public sealed record Granted(string Origin, string? RequestsPerMinute) : DeliveryPermit;

    public sealed record Denied : DeliveryPermit;

    public static DeliveryPermit For(DeliveryRequest.Readable request, WebhookOptions options)
    {
        var allowed = options.AllowedOrigins.Values;
        var origin = allowed.Count == 0 ? "*" : allowed.FirstOrDefault(o => o.Equals(request.Origin, StringComparison.OrdinalIgnoreCase));
        if (origin is null)
        {
            return new Denied();
        }

        var rate = request.RequestsPerMinute is { } wanted
            ? Math.Min(wanted, (long)options.RequestsPerSecond * SecondsPerMinute)
            : (long?)null;
        return new Granted(origin, rate?.ToString(CultureInfo.InvariantCulture));
    }
}
