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
    /// <param name="Fault">What seems to be at fault, which decides for how long it is tried.</param>
    public sealed record TryAgain(
        string Reason, TimeSpan? After = null, bool IsBusy = false, DeliveryFault Fault = DeliveryFault.Outage) : DeliveryOutcome;

    /// <summary>It must not be tried.</summary>
    public sealed record GiveUp(string Reason) : DeliveryOutcome;

    /// <summary>The receiver wants no more of this subscription.</summary>
    public sealed record Ended(string Reason) : DeliveryOutcome;

    /// <summary>
    /// The shutdown ended the request before its answer: what the receiver got is unknown, and it says nothing of the receiver.
    /// </summary>
    public sealed record BrokenOff : DeliveryOutcome;

    /// <summary>True when the endpoint seems not to work.</summary>
    public bool IsFailureOfEndpoint => this is TryAgain { IsBusy: false, Fault: DeliveryFault.Outage };

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
        429 when retryAfter is not null => new TryAgain("HTTP 429", retryAfter, IsBusy: true),
        408 or 425 or 429 or >= 500 => new TryAgain($"HTTP {(int)status}", retryAfter),
        410 => new Ended("HTTP 410"),
        400 or 413 or 415 or 422 => new TryAgain($"HTTP {(int)status}", retryAfter, Fault: DeliveryFault.Content),
        >= 300 and <= 399 => new TryAgain($"HTTP {(int)status}: redirects are not followed", retryAfter, Fault: DeliveryFault.Refusal),
        _ => new TryAgain($"HTTP {(int)status}", retryAfter, Fault: DeliveryFault.Refusal),
    };
}

/// <summary>What seems to be at fault when an attempt fails.</summary>
internal enum DeliveryFault
{
    /// <summary>The receiver does not work or does not answer.</summary>
    Outage,

    /// <summary>The receiver answers, but is not ready for webhooks: a deployment, a missing key, a clock that is wrong.</summary>
    Refusal,

    /// <summary>The receiver speaks of the body.</summary>
    Content,
}
