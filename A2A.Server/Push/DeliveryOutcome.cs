using System.Net;

namespace A2A.Server.Push;

/// <summary>How one attempt went. What follows from it is decided elsewhere.</summary>
internal abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    public sealed record Delivered : DeliveryOutcome;

    /// <param name="Reason">Why it failed.</param>
    /// <param name="After">How long the receiver wants to be left alone.</param>
    /// <param name="IsBusy">True when the receiver works and asked for patience.</param>
    public sealed record TryAgain(string Reason, TimeSpan? After = null, bool IsBusy = false) : DeliveryOutcome;

    /// <summary>The receiver said for this event that trying again is of no use, or it must not be tried.</summary>
    public sealed record GiveUp(string Reason) : DeliveryOutcome;

    /// <summary>The receiver wants no more of this subscription.</summary>
    public sealed record Ended(string Reason) : DeliveryOutcome;

    /// <summary>
    /// The shutdown ended the request before its answer: what the receiver got is unknown, and it says nothing of the receiver.
    /// </summary>
    public sealed record BrokenOff : DeliveryOutcome;

    /// <summary>True when the endpoint seems not to work.</summary>
    public bool IsFailureOfEndpoint => this is TryAgain { IsBusy: false };

    /// <summary>Its name in telemetry.</summary>
    public string Name => this switch
    {
        Delivered => "delivered",
        TryAgain => "try-again",
        GiveUp => "give-up",
        BrokenOff => "broken-off",
        _ => "ended",
    };

    /// <summary>Why it was not delivered; null when it was.</summary>
    public string? Why => this switch
    {
        TryAgain again => again.Reason,
        GiveUp gaveUp => gaveUp.Reason,
        Ended ended => ended.Reason,
        BrokenOff => "the server stopped before the answer",
        _ => null,
    };

    public static DeliveryOutcome From(HttpStatusCode status, TimeSpan? retryAfter = null) => (int)status switch
    {
        >= 200 and <= 299 => new Delivered(),
        >= 300 and <= 399 => new GiveUp($"HTTP {(int)status}: redirects are not followed"),
        429 when retryAfter is not null => new TryAgain("HTTP 429", retryAfter, IsBusy: true),
        408 or 425 or 429 or >= 500 => new TryAgain($"HTTP {(int)status}", retryAfter),
        410 => new Ended("HTTP 410"),
        _ => new GiveUp($"HTTP {(int)status}"),
    };
}
