using A2A.Protocol.Webhooks;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Finds what would make the receiver refuse everything, or trust too much, before it starts.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    /// <summary>Below, no task's notification would fit.</summary>
    private const int SmallestLimit = 1024;

    /// <summary>Half of what is kept in all, so that no webhook pushes out all others.</summary>
    private const int LargestLimit = 32 * 1024 * 1024;

    private const int ShortestKey = 16;
    private const int HighestRate = 1_000_000;

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        string[] failures =
        [
            .. TrustFailures(options), .. IssuerOptionsValidator.Failures(options.Issuers), .. LimitFailures(options),
            .. RateFailures(options), .. AccessFailures(options),
        ];
        return failures.Length > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> TrustFailures(WebhookOptions options)
    {
        if (options.Secrets.Count + options.Tokens.Count + options.Authorizations.Count + options.Issuers.Count == 0)
        {
            yield return "No webhook could be verified: set at least one of Webhooks:Secrets:<name>, Webhooks:Tokens:<name>, "
                + "Webhooks:Authorizations:<name> and Webhooks:Issuers:<name>.";
        }

        foreach (var (name, secret) in options.Secrets)
        {
            if (!WebhookSecret.TryParse(secret, out _))
            {
                yield return $"Webhooks:Secrets:{name} is empty, or starts with whsec_ without 24 to 64 bytes of base64 after it.";
            }
        }

        foreach (var (name, _) in options.Tokens.Concat(options.Authorizations).Where(pair => string.IsNullOrWhiteSpace(pair.Value)))
        {
            yield return $"The value named {name} under Webhooks:Tokens or Webhooks:Authorizations is empty.";
        }
    }

    private static IEnumerable<string> LimitFailures(WebhookOptions options)
    {
        if (options.Tolerance <= TimeSpan.Zero || options.Tolerance > TimeSpan.FromDays(1))
        {
            yield return "Webhooks:Tolerance must be more than nothing and at most a day.";
        }

        if (options.LargestBody is < SmallestLimit or > LargestLimit)
        {
            yield return $"Webhooks:LargestBody is {options.LargestBody} bytes; it must be {SmallestLimit} to {LargestLimit}.";
        }
    }

    private static IEnumerable<string> RateFailures(WebhookOptions options)
    {
        (string Rate, int PerSecond, string Burst, int AtOnce)[] pairs =
        [
            (nameof(options.RequestsPerSecond), options.RequestsPerSecond, nameof(options.Burst), options.Burst),
            (nameof(options.RefusalsPerSecond), options.RefusalsPerSecond, nameof(options.RefusalBurst), options.RefusalBurst),
        ];
        foreach (var (rate, perSecond, burst, atOnce) in pairs)
        {
            if (perSecond is < 1 or > HighestRate)
            {
                yield return $"Webhooks:{rate} is {perSecond}; it must be 1 to {HighestRate}.";
            }

            if (atOnce < perSecond || atOnce > HighestRate)
            {
                yield return $"Webhooks:{burst} is {atOnce}; it must be Webhooks:{rate} ({perSecond}) to {HighestRate}.";
            }
        }
    }

    private static IEnumerable<string> AccessFailures(WebhookOptions options)
    {
        foreach (var (name, origin) in options.AllowedOrigins)
        {
            if (origin.Length == 0 || !IsVisible(origin))
            {
                yield return $"Webhooks:AllowedOrigins:{name} must be the name of an origin, such as agents.example.com.";
            }
        }

        if (options.ReadKey is { } key && (key.Length < ShortestKey || !IsVisible(key)))
        {
            yield return $"Webhooks:ReadKey must be at least {ShortestKey} characters long and hold only visible ASCII; leave it out for listings without a key.";
        }
    }

    private static bool IsVisible(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
