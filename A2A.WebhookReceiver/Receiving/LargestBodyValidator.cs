using A2A.Webhooks.AspNetCore;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Bounds the longest body by what this receiver can keep.</summary>
internal sealed class LargestBodyValidator : IValidateOptions<WebhookVerification>
{
    /// <summary>Below, no task's notification would fit.</summary>
    private const int Smallest = 1024;

    /// <summary>Half of what is kept in all, so that no webhook pushes out all others.</summary>
    private const int Largest = 32 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, WebhookVerification options) => options.LargestBody is < Smallest or > Largest
        ? ValidateOptionsResult.Fail($"Webhooks:LargestBody is {options.LargestBody} bytes; it must be {Smallest} to {Largest}.")
        : ValidateOptionsResult.Success;
}
